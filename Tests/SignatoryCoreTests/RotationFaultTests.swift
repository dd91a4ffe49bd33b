internal import Cashu
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import Synchronization
internal import TestSupport
internal import Testing

/// Strikes once, at the step of the given number after it was armed.
final class OneFault: FaultInjection {
    enum Side: Sendable, CaseIterable { case before, after }

    private struct State {
        /// `nil` while disarmed.
        var remaining: Int?
        var side = Side.before
        var hasStruck = false
    }

    private let state = Mutex(State())

    var hasStruck: Bool { state.withLock { $0.hasStruck } }

    func arm(_ side: Side, step: Int) {
        state.withLock { $0 = State(remaining: step, side: side) }
    }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) { try strike(.before) }
    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) { try strike(.after) }

    func disarm() { state.withLock { $0.remaining = nil } }

    private func strike(_ side: Side) throws(DatabaseError) {
        let strikes = state.withLock { state in
            guard let remaining = state.remaining, state.side == side else { return false }
            state.remaining = remaining == 0 ? nil : remaining - 1
            if remaining == 0 { state.hasStruck = true }
            return remaining == 0
        }
        if strikes { throw DatabaseError(.other, "fault on demand") }
    }
}

@Suite("Faults during a rotation")
struct RotationFaultTests {
    @Test(
        "A fault at any statement leaves the old keysets or the whole rotation, and a repetition completes it",
        arguments: OneFault.Side.allCases)
    func sweep(_ side: OneFault.Side) async throws {
        var (failed, completed) = (0, 0)
        var step = 0
        while true {
            let directory = try TemporaryDirectory()
            let path = directory.path(of: "keys.sqlite")
            let fault = OneFault()
            let signatory = try await openSignatory(.file(path), faults: fault)
            let before = try await signatory.keysets()
            let rotation = KeysetRotation(unit: .sat, inputFeePPK: 0, expectedGeneration: 1)
            fault.arm(side, step: step)
            let refusal = await signatory.refusal(of: rotation)
            let after = try await signatory.keysets()
            if refusal == nil {
                completed += 1
                #expect(after.generation == 2, "step \(step)")
            } else {
                failed += 1
                #expect(after.digest == before.digest && after.generation == 1, "step \(step)")
            }
            let hasStruck = fault.hasStruck
            fault.disarm()
            await signatory.close()
            let reopened = try await openSignatory(.file(path))
            #expect(try await reopened.keysets().digest == after.digest, "step \(step)")
            #expect(try await reopened.rotate(rotation).generation == 2, "step \(step)")
            #expect(try await reopened.keysets().keysets.map(\.state) == [.draining, .active], "step \(step)")
            await reopened.close()
            guard hasStruck else { break }
            step += 1
        }
        #expect(failed > 10)
        // One where nothing struck; and a COMMIT whose answer was lost, which was looked up.
        #expect(completed == (side == .before ? 1 : 2))
    }
}
