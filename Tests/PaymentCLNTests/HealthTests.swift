import CoreLightningStandIn
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

@Suite("The state of a Core Lightning node")
struct HealthTests {
    @Test("is told whole, and looking at it moves nothing", arguments: Way.allCases)
    func healthy(_ way: Way) async throws {
        let bench = try await Bench(way)
        let health = await (try bench.coreLightning).health()
        #expect(health.problem == nil)
        #expect(health.alias == "stand-in" && health.network == "regtest" && health.blockHeight == 114)
        #expect(health.forbiddenMethods == [] && health.unknownMethods == [])
        #expect(health.usableChannels == 1)
        #expect(health.spendableMsat == 100_000_000_000 && health.receivableMsat == 100_000_000_000)
        // Channels that are closed and outputs that are spent are somebody else's.
        #expect(health.ownedMsat == 100_005_000_000)
        #expect(health.isReady)
        #expect(try await bench.backend.mark().value == 0)
    }

    @Test("names the methods that a node lacks; either of xpay and pay will do")
    func oldNode() async throws {
        let bench = try await Bench()
        bench.node.change { $0.knowsXPay = false }
        let health = await (try bench.coreLightning).health()
        #expect(health.unknownMethods == ["xpay"])
        #expect(health.isReady)
    }

    @Test("is not known when the node stops in the middle")
    func stops() async throws {
        let bench = try await Bench()
        bench.node.inject(.silence, into: "listfunds")
        let health = await (try bench.coreLightning).health()
        #expect(health.problem?.contains("listfunds") == true)
        #expect(!health.isReady)
    }

    @Test("what is no answer is no answer", arguments: Way.allCases)
    func nonsense(_ way: Way) async throws {
        for fault in [StandInFault.garbage, .endless, .result(.list([])), .cutInReply] {
            let bench = try await Bench(way)
            for _ in 0..<2 { bench.node.inject(fault, into: "getinfo") }
            let health = await (try bench.coreLightning).health()
            #expect(health.problem?.contains("no answer") == true, "\(fault)")
        }
    }
}
