import CoreLightningStandIn
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

extension BackendHealth {
    /// What of the problems leaves nothing to pay or receive.
    var fatal: [BackendProblem.Subject] { problems.filter(\.isFatal).map(\.subject) }
}

@Suite("The state of a Core Lightning node")
struct HealthTests {
    @Test("is told whole, and looking at it moves nothing", arguments: Way.allCases)
    func healthy(_ way: Way) async throws {
        let bench = try await Bench(way)
        let health = await bench.backend.health()
        #expect(health.problems == [])
        #expect(health.node?.alias == "stand-in" && health.node?.networks == ["regtest"])
        #expect(health.node?.blockHeight == 114 && health.node?.version == "v26.06")
        #expect(health.node?.identity.count == 66)
        #expect(health.balance == (try await bench.backend.balance()))
        #expect(try await bench.backend.mark().value == 0)
    }

    @Test("counts what is in channels and on the chain once, and not what is on its way", arguments: Way.allCases)
    func balance(_ way: Way) async throws {
        let bench = try await Bench(way)
        let before = try #require(try await bench.backend.balance())
        // A channel that is not funded yet, one that is closed and outputs that are spent are somebody else's or
        // counted elsewhere; one without its peer sends nothing.
        #expect(before.ownedMsat == 100_000_000_000 + 2_000_000 + 1_000_000 + 5_000_000)
        #expect(before.sendableMsat == 100_000_000_000 && before.receivableMsat == 100_000_000_000)
        let payment = try await TestPayment(bench, .hangCut)
        _ = await payment.pay()
        #expect(try await bench.backend.balance()?.ownedMsat == before.ownedMsat - 51_000)
    }

    @Test("without the right to see what is on the chain is what the channels hold")
    func noFunds() async throws {
        let bench = try await Bench(.rest)
        bench.node.change { $0.forbidden = ["listfunds"] }
        #expect(try await bench.backend.balance()?.ownedMsat == 100_003_000_000)
        let health = await bench.backend.health()
        #expect(health.isUsable && health.problems.map(\.subject) == [.rights])
        bench.node.change { $0.forbidden = ["listpeerchannels"] }
        await #expect(throws: PaymentError.self) { try await bench.backend.balance() }
    }

    @Test("names the methods that a node lacks; either of xpay and pay will do")
    func oldNode() async throws {
        let bench = try await Bench()
        bench.node.change { $0.knowsXPay = false }
        let health = await bench.backend.health()
        #expect(health.isUsable && health.problems.map(\.subject) == [.version])
        #expect(health.problems.first?.detail.contains("xpay") == true)
        for _ in 0..<2 { bench.node.inject(.error(code: -32_601), into: "pay") }
        #expect(await bench.backend.health().fatal == [.version])
    }

    @Test("is bad without a channel that works, and tells what such a channel cannot do")
    func liquidity() async throws {
        let bench = try await Bench()
        bench.node.change { $0.receivableMsat = 0 }
        var health = await bench.backend.health()
        #expect(health.isUsable && health.problems.count == 1)
        #expect(health.problems.first?.detail.contains("nobody can mint") == true)
        bench.node.change { $0.spendableMsat = 0 }
        health = await bench.backend.health()
        #expect(health.problems.map(\.subject) == [.liquidity, .liquidity] && health.isUsable)
        bench.node.change { $0.isConnected = false }
        health = await bench.backend.health()
        #expect(health.fatal == [.liquidity] && health.problems.count == 1)
    }

    @Test("tells the worst first, and for each problem what to do")
    func advice() async throws {
        let bench = try await Bench(.rest)
        bench.node.change {
            $0.receivableMsat = 0
            $0.forbidden = ["xpay"]
            $0.knowsOffers = false
            $0.isSyncing = true
        }
        let health = await bench.backend.health()
        #expect(health.problems.map(\.subject) == [.sync, .rights, .liquidity, .version])
        #expect(health.problems.map(\.isFatal) == [true, true, false, false])
        for problem in health.problems { #expect(problem.advice.contains("lightning-cli"), "\(problem)") }
    }

    @Test("is not known when the node stops in the middle")
    func stops() async throws {
        var health = BackendHealth()
        // A machine under load may be as silent about the calls before: more patience then.
        for patience: UInt64 in [2, 10, 50] {
            let bench = try await Bench(.socket) { $0.patienceSeconds = patience }
            bench.node.inject(.silence, into: "listfunds")
            health = await bench.backend.health()
            if health.problems.first?.detail.contains("listfunds") == true { break }
        }
        #expect(health.fatal == [.connection])
        #expect(health.problems.first?.detail.contains("listfunds") == true)
        #expect(health.problems.first?.advice.contains("lightning-rpc") == true)
    }

    @Test("what is no answer is no answer", arguments: Way.allCases)
    func nonsense(_ way: Way) async throws {
        for fault in [StandInFault.garbage, .endless, .result(.list([])), .cutInReply] {
            let bench = try await Bench(way)
            for _ in 0..<2 { bench.node.inject(fault, into: "getinfo") }
            let health = await bench.backend.health()
            #expect(health.fatal == [.connection] && health.problems[0].detail.contains("no answer"), "\(fault)")
        }
    }
}
