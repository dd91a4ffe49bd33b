import Cashu
import CashuCrypto
import Foundation
import Glibc
import ProcessTestSupport
import TestSupport
import Testing

@Suite("kill -9", .serialized)
struct CrashTests {
    @Test("mintd killed between reserving and signing: after a restart the inputs are unspent and swap")
    func mintBetweenTransactions() async throws {
        let pair = try await Pair(mintSocket: "gate.sock")
        try await pair.startSignatory()
        let gate = try SigningGate(
            listening: pair.directory.path(of: "gate.sock"), target: pair.signatorySocket)
        defer { gate.close() }
        try await pair.startMint()
        let purse = try await Purse(pair.url)
        let proofs = try await purse.mint([8])
        let outputs = [try purse.output(8)]

        gate.hold()
        let lost = Task { try? await purse.swap(proofs, for: outputs) }
        try #require(await eventually { gate.holdsRequest })
        #expect(try await purse.states(proofs) == ["PENDING"])
        await pair.mint?.kill()
        #expect(await lost.value == nil)

        gate.release()
        try await pair.startMint()
        try #require(try await eventually { try await purse.states(proofs) == ["UNSPENT"] })
        #expect(try await purse.restore(outputs).signatures.isEmpty)
        let retried = try await purse.swap(proofs, for: outputs)
        #expect(retried.status == 200)
        _ = try purse.proofs(outputs, retried.decoded(Purse.Signatures.self).signatures)
    }

    @Test("mintd killed after the commit, before anyone read the answer: restore finds the signatures")
    func mintAfterCommit() async throws {
        let pair = try await Pair.started()
        let purse = try await Purse(pair.url)
        let proofs = try await purse.mint([8])
        let outputs = [try purse.output(8)]
        let unread = Task { try? await purse.swap(proofs, for: outputs) }
        try #require(try await eventually { try await purse.states(proofs) == ["SPENT"] })
        await pair.mint?.kill()
        _ = await unread.value

        try await pair.startMint()
        #expect(try await purse.states(proofs) == ["SPENT"])
        let restored = try await purse.restore(outputs)
        #expect(restored.outputs.map(\.point) == outputs.map(\.message.point))
        #expect(try purse.proofs(outputs, restored.signatures).map(\.amount) == [8])
    }

    @Test("signatory killed under load: swaps fail for a retry, nothing is stuck, and its return heals without a restart of mintd")
    func signatoryUnderLoad() async throws {
        let pair = try await Pair.started()
        let purse = try await Purse(pair.url)
        let coins = try await purse.mint([UInt64](repeating: 1, count: 64))
        let outputs = try coins.map { _ in try purse.output(1) }

        let statuses = await withTaskGroup(of: (Int, Int?).self) { group in
            for (index, coin) in coins.enumerated() {
                group.addTask { (index, (try? await purse.swap([coin], for: [outputs[index]]))?.status) }
            }
            var statuses: [Int: Int?] = [:]
            for await (index, status) in group {
                if statuses.isEmpty { await pair.signatory?.kill() }
                statuses[index] = status
            }
            return statuses
        }
        for (index, status) in statuses { #expect(status == 200 || status == 503, "swap \(index): \(String(describing: status))") }

        try await pair.startSignatory()
        try await pair.mintReady()
        for (index, coin) in coins.enumerated() where statuses[index] != 200 {
            let isFree = try await eventually { try await purse.states([coin]) == ["UNSPENT"] }
            #expect(isFree, "coin \(index) is stuck")
            let retried = try await purse.swap([coin], for: [outputs[index]])
            #expect(retried.status == 200, "swap \(index) after the return")
        }
        #expect(try await purse.states(coins).allSatisfy { $0 == "SPENT" })
        #expect(try await purse.restore(outputs).signatures.count == coins.count)
    }

    @Test("SIGTERM ends both with status 0, and what was begun is finished")
    func terminates() async throws {
        let pair = try await Pair.started()
        let purse = try await Purse(pair.url)
        let proofs = try await purse.mint([8])
        let outputs = [try purse.output(8)]
        let answer = try await purse.swap(proofs, for: outputs)
        #expect(answer.status == 200)
        pair.mint?.signal(SIGTERM)
        #expect(await pair.mint?.ending() == .exited(0))
        pair.signatory?.signal(SIGTERM)
        #expect(await pair.signatory?.ending() == .exited(0))
        try await pair.startSignatory()
        try await pair.startMint()
        #expect(try await purse.states(proofs) == ["SPENT"])
    }
}
