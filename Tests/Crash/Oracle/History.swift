import Cashu
import CashuCrypto
import ProcessTestSupport

/// What was spent and what was signed. Neither ever changes.
struct History {
    private var spent: [String] = []
    private var signed: [(message: BlindedMessage, signature: BlindSignature)] = []

    mutating func record(_ request: Request, _ signatures: [BlindSignature]) {
        spent += request.inputs.map(\.point)
        signed += zip(request.outputs, signatures).map { ($0.message, $1) }
    }

    func faults(_ purse: Purse) async throws -> [String] {
        let states = try await Facts.states(spent, purse)
        let signatures = try await Facts.signatures(signed.map(\.message), purse)
        return spent.filter { states[$0] != "SPENT" }.map { "spent before, now \(states[$0] ?? "unknown"): \($0)" }
            + signed.filter { signatures[$0.message.point] != $0.signature }
            .map { "signed before, and not or otherwise now: \($0.message.point.hex)" }
    }
}
