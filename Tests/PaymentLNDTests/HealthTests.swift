import LNDStandIn
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The health of an LND node")
struct HealthTests {
    @Test("is good: everything was asked, and nothing was moved by asking")
    func good() async throws {
        try await TestNode.with { test in
            let health = await test.backend.health()
            #expect(health.problems == [] && health.isUsable)
            #expect(health.rights == Set(LNDRight.allCases))
            #expect(health.node?.networks == ["regtest"] && health.node?.blockHeight == 114)
            #expect(health.node?.activeChannels == 3 && health.node?.version.hasPrefix("0.21") == true)
            #expect(health.balance?.localMsat == 1_000_000_000 && health.balance?.remoteMsat == 500_000_000)
            #expect(await test.node.payments.isEmpty)
            #expect(await test.node.invoices.isEmpty)
        }
    }

    @Test("lacks a right, and names it", arguments: LNDRight.allCases, [false, true])
    func missing(right: LNDRight, usesStatuses: Bool) async throws {
        try await TestNode.with(script: {
            $0.rights.remove(right.rawValue)
            $0.usesStatusesForRights = usesStatuses
        }) { test in
            let health = await test.backend.health()
            #expect(health.problems == [.missingRight(right)] && !health.isUsable)
            #expect(health.rights == Set(LNDRight.allCases).subtracting([right]))
        }
    }

    @Test("is bad when nobody answers, or somebody else")
    func away() async throws {
        try await TestNode.with { test in
            let other = try TemporaryDirectory()
            let stranger = try await LNDStandIn.start(in: other.path)
            let confused = LNDBackend(
                try TestNode.configuration(test.directory, stranger.address), logger: test.log.logger, now: TestNode.now
            )
            var health = await confused.health()
            guard case .untrusted = health.problems.first, health.problems.count == 1 else {
                Issue.record("\(health.problems)")
                return
            }
            try await stranger.stop()
            try await test.node.stop()
            health = await test.backend.health()
            guard case .unreachable = health.problems.first, health.problems.count == 1 else {
                Issue.record("\(health.problems)")
                return
            }
            #expect(!health.isUsable && health.node == nil && health.rights.isEmpty)
        }
    }

    @Test("is bad with a macaroon of another node", arguments: [false, true])
    func macaroon(usesStatuses: Bool) async throws {
        try await TestNode.with(script: { $0.usesStatusesForRights = usesStatuses }) { test in
            let foreign = try #require(Macaroon([2, 1, 3, 4, 5, 6, 7, 8, 9]))
            let health = await (try test.another { $0.macaroon = foreign }).health()
            guard case .foreignMacaroon = health.problems.first, health.problems.count == 1 else {
                Issue.record("\(health.problems)")
                return
            }
            #expect(!health.isUsable)
        }
    }

    @Test("tells what is wrong with the node, and whether the mint can work with it")
    func problems() async throws {
        let cases: [(@Sendable (inout StandInScript) -> Void, LNDProblem, Bool)] = [
            ({ $0.network = "mainnet" }, .otherNetwork(["mainnet"]), false),
            ({ $0.isSyncedToChain = false }, .notSyncedToChain(block: 114), false),
            ({ $0.isSyncedToGraph = false }, .notSyncedToGraph, true), ({ $0.activeChannels = 0 }, .noChannels, true),
            ({ $0.localMsat = 0 }, .nothingToSend, true), ({ $0.remoteMsat = 0 }, .nothingToReceive, true),
        ]
        for (change, problem, isUsable) in cases {
            try await TestNode.with(script: change) { test in
                let health = await test.backend.health()
                #expect(health.problems == [problem] && health.isUsable == isUsable)
                #expect(!problem.description.isEmpty && !problem.advice.isEmpty)
            }
        }
    }

    @Test("is bad while the wallet is locked")
    func locked() async throws {
        try await TestNode.with { test in
            let message = "wallet locked, unlock it to enable full RPC access"
            await test.node.fail("/v1/getinfo", .refuse(http: 500, code: 2, message: message, isObeyed: false))
            #expect(await test.backend.health().problems == [.notReady(message)])
        }
    }
}
