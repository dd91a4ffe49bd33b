import Cashu
import Testing

@Suite("What a unit is worth")
struct UnitRateTests {
    @Test("is exact for sat and msat, up to what a column holds")
    func bitcoin() {
        for amount in [0, 1, 999, 2_100_000_000_000_000] as [UInt64] {
            #expect(UnitRate.sat.msat(for: amount) == amount * 1_000)
            #expect(UnitRate.sat.msat(within: amount) == amount * 1_000)
            #expect(UnitRate.msat.msat(for: amount) == amount)
            #expect(UnitRate.sat.amount(forMsat: amount * 1_000) == amount)
            #expect(UnitRate.msat.amount(forMsat: amount) == amount)
        }
        #expect(UnitRate.sat.amount(forMsat: 1) == 1)
        #expect(UnitRate.sat.amount(forMsat: 1_001) == 2)
        #expect(UnitRate.sat.amount(forMsat: .max) == 18_446_744_073_709_552)
        #expect(UnitRate.msat.amount(forMsat: .max) == .max)
        let most = Money.maximum / 1_000
        #expect(UnitRate.sat.msat(for: most) == most * 1_000)
        for amount in [most + 1, Money.maximum, .max] {
            #expect(UnitRate.sat.msat(for: amount) == nil)
            #expect(UnitRate.sat.msat(within: amount) == nil)
        }
        #expect(UnitRate.msat.msat(for: Money.maximum + 1) == nil)
    }

    @Test("is rounded for the mint: up when the wallet pays, down when the mint may spend")
    func rounding() throws {
        // A cent of a bitcoin of 70,000 dollars is 14,285.714… msat.
        let cent = try #require(UnitRate(perBitcoin: 7_000_000))
        #expect(cent.msat(for: 1) == 14_286)
        #expect(cent.msat(within: 1) == 14_285)
        #expect(cent.msat(for: 7) == 100_000)
        #expect(cent.msat(within: 7) == 100_000)
        #expect(cent.amount(forMsat: 100_000) == 7)
        #expect(cent.amount(forMsat: 100_001) == 8)
        #expect(cent.amount(forMsat: 0) == 0)
    }

    @Test("never makes money by going there and back")
    func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let rate = try #require(UnitRate(perBitcoin: .random(in: 1...UnitRate.msat.perBitcoin, using: &generator)))
            let amount = UInt64.random(in: 0...10_000_000, using: &generator)
            guard let paid = rate.msat(for: amount), let spent = rate.msat(within: amount) else { continue }
            #expect(rate.amount(forMsat: paid) >= amount)
            #expect(rate.amount(forMsat: spent) <= amount)
            #expect(paid - spent <= 1)
        }
    }

    @Test("is at least a millisatoshi, and at most a bitcoin")
    func bounds() {
        #expect(UnitRate(perBitcoin: 0) == nil)
        #expect(UnitRate(perBitcoin: 1) != nil)
        #expect(UnitRate(perBitcoin: 100_000_000_000) == .msat)
        #expect(UnitRate(perBitcoin: 100_000_000_001) == nil)
        #expect(UnitRate(perBitcoin: 1)?.msat(for: 1_000_000_000) == nil)
    }
}
