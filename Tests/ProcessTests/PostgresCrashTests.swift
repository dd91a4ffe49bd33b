import Cashu
import Foundation
import ProcessTestSupport
import TestSupport
import Testing

/// The database of a mint dies under it, again and again, while wallets swap.
@Suite("PostgreSQL killed under load", .serialized)
struct PostgresCrashTests {
    enum Blow: CaseIterable, Sendable, CustomTestStringConvertible {
        case sessionsTerminated, backendKilled, serverKilled

        var testDescription: String {
            switch self {
            case .sessionsTerminated: "pg_terminate_backend of every session"
            case .backendKilled: "kill -9 of a backend"
            case .serverKilled: "kill -9 of the postmaster"
            }
        }
    }

    private static let coins = 240
    private static let blows = 3

    @Test("Nothing is lost or doubled, and mintd serves again without a restart", arguments: Blow.allCases)
    func survives(_ blow: Blow) async throws {
        try await PostgresCluster.run { cluster in try await survive(blow, on: cluster) }
    }

    private func survive(_ blow: Blow, on cluster: PostgresCluster) async throws {
        let directory = try TemporaryDirectory()
        let signatory = try await SignatoryProgram(in: directory, keysetVersion: "01")
        let mint = try MintProgram(
            in: directory, socket: signatory.socket, store: .postgres(url: cluster.database.url))
        try await signatory.start()
        try await mint.start()
        let purse = try await Purse(mint.url)
        let load = SwapLoad(purse, coins: try await purse.mint([UInt64](repeating: 1, count: Self.coins)))

        let log = try await load.run {
            try await load.progress(20, "at first")
            for number in 1...Self.blows {
                switch blow {
                case .sessionsTerminated: try await cluster.terminateSessions()
                case .backendKilled: try await cluster.killBackend()
                case .serverKilled:
                    await cluster.kill()
                    try await cluster.start()
                }
                try await load.progress(20, "after blow \(number)")
            }
        }
        #expect(log.unexpected == [])
        #expect(mint.program?.isRunning == true)
        try await mint.ready()
        try await check(log, purse, cluster.database)
    }

    /// Every promise is kept, and what was not promised is wholly done or wholly undone.
    private func check(_ log: SwapLoad.Log, _ purse: Purse, _ database: PostgresDatabase) async throws {
        #expect(try await purse.states(log.spent).allSatisfy { $0 == "SPENT" })
        #expect(try await purse.restore(log.signed).signatures.count == log.signed.count)
        #expect(try await purse.states(log.coins).allSatisfy { $0 == "UNSPENT" })
        var circulating = UInt64(log.coins.count)
        for swap in log.doubtful {
            let isDecided = try await eventually { try await purse.states([swap.coin]) != ["PENDING"] }
            #expect(isDecided, "a coin is stuck")
            let state = try await purse.states([swap.coin])
            let restored = try await purse.restore([swap.output])
            if state == ["SPENT"] {
                #expect(try purse.proofs([swap.output], restored.signatures).count == 1, "spent for nothing")
            } else {
                #expect(restored.signatures.isEmpty, "signed for nothing")
                // It can be spent, and not only seems so.
                let again = try await purse.swap([swap.coin], for: [swap.output])
                #expect(again.status == 200, "\(String(decoding: again.body, as: UTF8.self))")
            }
            circulating += 1
        }
        #expect(circulating == UInt64(Self.coins))
        try await database.expectConserved(outstanding: circulating)
    }
}
