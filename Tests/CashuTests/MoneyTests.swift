import Cashu
import Testing

@Suite("Money")
struct MoneyTests {
    @Test("adds up to the maximum and not beyond")
    func sums() {
        #expect(Money.sum([UInt64]()) == 0)
        #expect(Money.sum([1, 2, 4]) == 7)
        #expect(Money.sum([Money.maximum]) == Money.maximum)
        #expect(Money.sum([Money.maximum, 0]) == Money.maximum)
        #expect(Money.sum([Money.maximum, 1]) == nil)
        #expect(Money.sum([Money.maximum + 1]) == nil)
        // Four quarters of 2^64 are zero when the carry is forgotten.
        #expect(Money.sum([UInt64](repeating: 1 << 62, count: 4)) == nil)
        #expect(Money.sum([.max, 1]) == nil)
        #expect(Money.add(.max, .max) == nil)
        #expect(Money.add(1, Money.maximum - 1) == Money.maximum)
    }

    @Test("is never negative")
    func differences() {
        #expect(Money.subtract(5, 5) == 0)
        #expect(Money.subtract(5, 6) == nil)
        #expect(Money.subtract(0, .max) == nil)
        #expect(Money.subtract(.max, 1) == UInt64.max - 1)
    }

    @Test(
        "rounds the fee of all inputs up once",
        arguments: [
            ([], 0), ([0], 0), ([0, 0], 0), ([1], 1), ([999], 1), ([1_000], 1), ([1_001], 2), ([100, 100, 100], 1),
            ([500, 500], 1), ([500, 501], 2), ([1_000, 1], 2), ([UInt64](repeating: 100, count: 11), 2),
        ] as [([UInt64], UInt64)])
    func fees(_ ppk: [UInt64], _ fee: UInt64) {
        #expect(Money.inputFee(ppk: ppk) == fee)
    }

    @Test("has no fee that overflows")
    func feeOverflow() {
        #expect(Money.inputFee(ppk: [Money.maximum]) == nil)
        #expect(Money.inputFee(ppk: [Money.maximum - 999]) == Money.maximum / 1_000)
        #expect(Money.inputFee(ppk: [.max]) == nil)
        #expect(Money.inputFee(ppk: [.max, .max]) == nil)
    }

    static let powers = (0..<62).map { UInt64(1) << UInt64($0) }

    @Test("splits into denominations, the largest first")
    func split() {
        #expect(Money.split(0, into: Self.powers).isEmpty)
        #expect(Money.split(13, into: Self.powers) == [8, 4, 1])
        #expect(Money.split(7, into: [1, 5]) == [5, 1, 1])
        #expect(Money.split(1_000_000_007, into: Self.powers).reduce(0, +) == 1_000_000_007)
        #expect(Money.split(13, into: []).isEmpty)
    }

    @Test("leaves over what the denominations or the limit do not reach")
    func splitRest() {
        #expect(Money.split(7, into: [2, 4]) == [4, 2])
        #expect(Money.split(13, into: Self.powers, limit: 2) == [8, 4])
        #expect(Money.split(13, into: Self.powers, limit: 0).isEmpty)
        #expect(Money.split(.max, into: [1], limit: 3) == [1, 1, 1])
    }
}
