import Cashu
import MintStore

@testable import MintCore

struct SwapAttempt: Attempt {
    let inputs: [Proof]
    let outputs: [Output]

    init(in world: inout SweepWorld) async throws {
        self.init(of: [try await world.coin(), try await world.coin()], for: world.surroundings.outputs(16, 8, 8))
    }

    init(of inputs: [Proof], for outputs: [Output]) {
        self.inputs = inputs
        self.outputs = outputs
    }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            .done(try await life.mint.swap(inputs: inputs, outputs: outputs.messages))
        }
    }

    func ending(on life: Life) async throws -> Ending {
        let states = Set(try await life.mint.states(of: inputs.map(\.secret.point)).map(\.state))
        let restorable = try await restored(on: life).count
        switch (states, restorable) {
        case ([.spent], outputs.count): return .done
        case ([.unspent], 0): return .undone
        default: return .broken("\(states), \(restorable) restorable")
        }
    }
}
