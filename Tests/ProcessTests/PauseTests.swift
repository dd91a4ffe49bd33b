import Cashu
import Foundation
import Glibc
import ProcessTestSupport
import TestSupport
import Testing

/// A process that stands still for so long that its database forgets it, and comes back.
@Suite("A mintd that is stopped and goes on", .serialized)
struct PauseTests {
    /// What a server does in time when the host of a session does not answer any more.
    private static func forget(_ owner: Int64) -> String {
        """
        SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (classid::bigint << 32 | objid::bigint) = \(owner)
        """
    }

    @Test("writes nothing of the swap that the other undid meanwhile")
    func swap() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let other = try await Purse(fleet.second.url)
        let proofs = try await purse.mint([8])
        let outputs = [try purse.output(8)]
        fleet.gate.hold()
        let waiting = Task { try? await purse.swap(proofs, for: outputs) }
        try #require(await eventually { fleet.gate.holdsRequest })
        let owner = try await fleet.database.number("SELECT owner FROM saga")

        fleet.first.program?.signal(SIGSTOP)
        _ = try await fleet.database.number(Self.forget(owner))
        try #require(try await eventually { try await other.states(proofs) == ["UNSPENT"] })
        let taken = [try other.output(4), try other.output(4)]
        let swapped = try await other.swap(proofs, for: taken)
        #expect(swapped.status == 200)

        fleet.gate.letThrough()
        fleet.first.program?.signal(SIGCONT)
        let answer = await waiting.value
        #expect(answer?.status != 200, "it gave out signatures for what another swap was given")
        #expect(try await other.restore(outputs).signatures.isEmpty)
        #expect(try await other.restore(taken).signatures.count == 2)
        try await fleet.first.ready()
        try await fleet.database.expectConserved(outstanding: 8)
    }
}
