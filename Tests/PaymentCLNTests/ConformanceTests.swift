import BackendConformance
import CoreLightningStandIn
import PaymentAPI
import Testing

@Suite("Core Lightning, as a backend like every other")
struct ConformanceTests {
    @Test("does what every backend must do", arguments: Way.allCases, ConformanceCase.all)
    func conforms(_ way: Way, _ conformance: ConformanceCase) async throws {
        let bench = try await Bench(way)
        let deviations = try await conformance.deviations(bench)
        #expect(deviations == [])
        #expect(bench.node.paidTwice() == [])
    }

    @Test("does so when amounts are texts, as in old versions", arguments: ConformanceCase.all)
    func conformsWithTexts(_ conformance: ConformanceCase) async throws {
        var settings = StandInSettings()
        settings.writesAmountsAsText = true
        let deviations = try await conformance.deviations(try await Bench(.socket, settings))
        #expect(deviations == [])
    }

    @Test("does so without xpay", arguments: ConformanceCase.all)
    func conformsWithPay(_ conformance: ConformanceCase) async throws {
        var settings = StandInSettings()
        settings.knowsXPay = false
        let deviations = try await conformance.deviations(try await Bench(.rest, settings))
        #expect(deviations == [])
    }

    @Test("does so when replies come in pieces, together, or among others")
    func conformsHoweverItIsDelivered() async throws {
        for delivery in [StandInDelivery.bytewise, .merged, .amongOthers] {
            var settings = StandInSettings()
            settings.delivery = delivery
            for conformance in ConformanceCase.all where !conformance.fates.contains(.hangs) {
                let deviations = try await conformance.deviations(try await Bench(.socket, settings))
                #expect(deviations == [], "\(delivery): \(conformance)")
            }
        }
    }
}
