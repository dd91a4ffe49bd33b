import LNDStandIn
import Lightning
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
            #expect(health.node?.alias == "stand-in" && health.node?.identity.count == 66)
            #expect(health.node?.networks == ["regtest"] && health.node?.blockHeight == 114)
            #expect(health.node?.version.hasPrefix("0.21") == true)
            #expect(
                health.balance
                    == BackendBalance(
                        ownedMsat: 1_000_000_000, sendableMsat: 1_000_000_000, receivableMsat: 500_000_000))
            #expect(await test.node.payments.isEmpty)
            #expect(await test.node.invoices.isEmpty)
        }
    }

    @Test("lacks a right, and names it", arguments: LNDRight.allCases.filter(\.isNeeded), [false, true])
    func missing(right: LNDRight, usesStatuses: Bool) async throws {
        try await TestNode.with(script: {
            $0.rights.remove(right.rawValue)
            $0.usesStatusesForRights = usesStatuses
        }) { test in
            let health = await test.backend.health()
            #expect(health.problems == [.missing(right)] && !health.isUsable)
            #expect(health.problems[0].detail.contains(right.rawValue))
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
            #expect(health.problems.map(\.subject) == [.certificate] && !health.isUsable)
            try await stranger.stop()
            try await test.node.stop()
            health = await test.backend.health()
            #expect(health.problems.map(\.subject) == [.connection] && !health.isUsable)
            #expect(health.node == nil && health.balance == nil)
        }
    }

    @Test("is bad with a macaroon of another node", arguments: [false, true])
    func macaroon(usesStatuses: Bool) async throws {
        try await TestNode.with(script: { $0.usesStatusesForRights = usesStatuses }) { test in
            let foreign = try #require(Macaroon([2, 1, 3, 4, 5, 6, 7, 8, 9]))
            let health = await (try test.another { $0.macaroon = foreign }).health()
            #expect(health.problems.map(\.subject) == [.credential] && !health.isUsable)
        }
    }

    @Test("tells what is wrong with the node, and whether the mint can work with it")
    func problems() async throws {
        let cases: [(@Sendable (inout StandInScript) -> Void, BackendProblem, Bool)] = [
            ({ $0.network = "mainnet" }, .otherNetwork(["mainnet"]), false),
            ({ $0.isSyncedToChain = false }, .notSyncedToChain(block: 114), false),
            ({ $0.isSyncedToGraph = false }, .notSyncedToGraph, true), ({ $0.activeChannels = 0 }, .noChannels, true),
            ({ $0.localMsat = 0 }, .nothingToSend, true), ({ $0.remoteMsat = 0 }, .nothingToReceive, true),
        ]
        for (change, problem, isUsable) in cases {
            try await TestNode.with(script: change) { test in
                let health = await test.backend.health()
                #expect(health.problems == [problem] && health.isUsable == isUsable)
                #expect(!problem.detail.isEmpty && !problem.advice.isEmpty)
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

    @Test("names the worst first")
    func order() async throws {
        try await TestNode.with(script: {
            $0.isSyncedToGraph = false
            $0.rights.remove(LNDRight.writeInvoices.rawValue)
            $0.remoteMsat = 0
        }) { test in
            #expect(
                await test.backend.health().problems
                    == [.missing(.writeInvoices), .notSyncedToGraph, .nothingToReceive])
        }
    }
}

@Suite("What an LND node has")
struct BalanceTests {
    @Test("is in channels, also in those that are being opened, and nothing that is on its way")
    func channels() async throws {
        try await TestNode.with(script: {
            $0.incomingMsat = 7_000_000
            $0.pendingOpenMsat = 40_000_000
        }) { test in
            let invoice = try TestNode.invoice(amountMsat: 300_000_000, .isHeld)
            try await test.node.pay(invoice)
            var balance = try await test.backend.balance()
            #expect(balance?.ownedMsat == 740_000_000 && balance?.sendableMsat == 700_000_000)
            #expect(balance?.receivableMsat == 500_000_000)
            try await test.node.finish(invoice.invoice.paymentHash, failing: "TIMEOUT")
            balance = try await test.backend.balance()
            #expect(balance?.ownedMsat == 1_040_000_000, "it came back")
        }
    }

    @Test("is on the chain too where the macaroon allows to look, and no error where it does not", arguments: [false, true])
    func chain(usesStatuses: Bool) async throws {
        try await TestNode.with(script: {
            $0.onChainSat = 5_000
            $0.usesStatusesForRights = usesStatuses
        }) { test in
            let blind = try await test.backend.balance()
            #expect(blind?.ownedMsat == 1_000_000_000)
            await test.node.update { $0.rights.insert(LNDRight.readChain.rawValue) }
            let seeing = try await test.backend.balance()
            #expect(seeing?.ownedMsat == 1_005_000_000 && seeing?.sendableMsat == 1_000_000_000)
        }
    }

    @Test("is not known, and not nothing, when the node does not say")
    func away() async throws {
        try await TestNode.with { test in
            for path in ["/v1/balance/channels", "/v1/balance/blockchain"] {
                await test.node.fail(path, .refuse(http: 503, code: 14, message: "closing", isObeyed: false))
                let error = await failure { () async throws(PaymentError) in try await test.backend.balance() }
                #expect(error?.isUnavailable == true)
            }
        }
    }
}
