import CashuCrypto
import Testing

@testable import Lightning

@Suite("Making invoices")
struct Bolt11MakingTests {
    @Test("says what the terms say")
    func roundTrip() throws {
        var terms = Bolt11Terms.plain
        terms.network = .regtest
        terms.expirySeconds = 600
        terms.minFinalCLTVExpiry = 144
        terms.purpose = .hash(SHA256.hash("a long description"))
        terms.features = Bolt11Features(bits: [14, 8, 17, 14])
        let invoice = try terms.made()
        #expect(invoice.text.hasPrefix("lnbcrt10u1"))
        #expect(invoice.network == .regtest)
        #expect(invoice.amountMsat == 1_000_000)
        #expect(invoice.paymentHash == terms.paymentHash)
        #expect(invoice.paymentSecret == terms.paymentSecret)
        #expect(invoice.purpose == terms.purpose)
        #expect(invoice.description == nil)
        #expect(invoice.timestamp == terms.timestamp)
        #expect(invoice.expiresAt == terms.timestamp + 600)
        #expect(invoice.minFinalCLTVExpiry == 144)
        #expect(invoice.features.bits == [8, 14, 17])
        #expect(invoice.payee == PublicKey.generator.multiplied(by: Bolt11Terms.key))
        #expect(try Bolt11Invoice(parsing: invoice.text) == invoice)
    }

    @Test("gives the same text each time")
    func deterministic() throws {
        #expect(try Bolt11Terms.plain.made().text == Bolt11Terms.plain.made().text)
    }

    @Test(
        "writes amounts in the shortest form",
        arguments: [
            (1, "10p"), (99, "990p"), (100, "1n"), (1_000, "10n"), (100_000, "1u"), (123_400_000, "1234u"),
            (100_000_000, "1m"), (100_000_000_000, "1"), (2_100_000_000_000_000_000, "21000000"),
            (2_099_999_999_999_999_999, "20999999999999999990p"),
        ] as [(UInt64, String)])
    func amounts(_ msat: UInt64, _ text: String) throws {
        var terms = Bolt11Terms.plain
        terms.amountMsat = msat
        let invoice = try terms.made()
        #expect(invoice.text.hasPrefix("lnbc\(text)1"))
        #expect(invoice.amountMsat == msat)
    }

    @Test("may leave the amount to the payer")
    func noAmount() throws {
        var terms = Bolt11Terms.plain
        terms.amountMsat = nil
        let invoice = try terms.made()
        #expect(invoice.text.hasPrefix("lnbc1"))
        #expect(invoice.amountMsat == nil)
    }

    @Test("has no amount of zero or of more than 21 million bitcoin")
    func badAmounts() {
        var terms = Bolt11Terms.plain
        terms.amountMsat = 0
        #expect(throws: Bolt11Error.invalidAmount(.zero)) { try terms.made() }
        terms.amountMsat = 2_100_000_000_000_000_001
        #expect(throws: Bolt11Error.invalidAmount(.tooMuch)) { try terms.made() }
        terms.amountMsat = .max
        #expect(throws: Bolt11Error.invalidAmount(.tooMuch)) { try terms.made() }
    }

    @Test("has descriptions of at most 639 bytes")
    func descriptions() throws {
        var terms = Bolt11Terms.plain
        for text in ["", "🥜", String(repeating: "d", count: 639)] {
            terms.purpose = .description(text)
            #expect(try terms.made().description == text)
        }
        terms.purpose = .description(String(repeating: "d", count: 640))
        #expect(throws: Bolt11Error.cannotEncode(.description)) { try terms.made() }
    }

    @Test("has timestamps below 2^35 and features that fit")
    func limits() throws {
        var terms = Bolt11Terms.plain
        terms.timestamp = (1 << 35) - 1
        #expect(try terms.made().timestamp == (1 << 35) - 1)
        terms.timestamp = 1 << 35
        #expect(throws: Bolt11Error.cannotEncode(.timestamp)) { try terms.made() }
        terms.timestamp = 0
        for bit in [-1, 5 * 1_023, Int.max] {
            terms.features = Bolt11Features(bits: [bit])
            #expect(throws: Bolt11Error.cannotEncode(.features)) { try terms.made() }
        }
        terms.features = Bolt11Features(bits: [])
        #expect(try terms.made().features.bits == [])
        terms.features = Bolt11Features(bits: [30])
        #expect(throws: Bolt11Error.unknownFeature(bit: 30)) { try terms.made() }
        terms.features = .ordinary
        terms.expirySeconds = .max
        #expect(throws: Bolt11Error.expiresTooLate) { try terms.made() }
    }

    @Test("needs a key that is one")
    func keys() {
        for key in [FixedBytes<32>(), FixedBytes<32>(repeating: 0xff)] {
            #expect(throws: Bolt11Error.invalidKey) { try Bolt11Invoice.make(.plain, throwawayKey: key) }
        }
    }
}
