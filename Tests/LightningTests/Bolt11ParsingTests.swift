import CashuCrypto
import Testing

@testable import Lightning

@Suite("Reading invoices that are wrong")
struct Bolt11ParsingTests {
    /// An invoice with these tagged fields, and what is made of it.
    private func parse(prefix: String = "lnbc", _ fields: [[UInt8]]) throws -> Bolt11Invoice {
        let timestamp = try #require(FiveBitWords.words(number: 1_700_000_000, count: Bolt11Invoice.timestampWords))
        return try Bolt11Invoice(
            parsing: try #require(Bolt11Invoice.signedText(prefix: prefix, words: timestamp + fields.flatMap { $0 })))
    }

    private typealias Tag = Bolt11Fields.Tag

    private static func field(_ tag: UInt8, _ words: [UInt8]) -> [UInt8] {
        [tag, UInt8(words.count >> 5), UInt8(words.count & 31)] + words
    }

    private let hash = field(Tag.paymentHash, FiveBitWords.words(SHA256.hash("preimage").bytes))
    private let text = field(Tag.description, FiveBitWords.words("tea".utf8))

    @Test("wants a payment hash and one description")
    func requiredFields() throws {
        let textHash = Self.field(Tag.descriptionHash, FiveBitWords.words(SHA256.hash("tea").bytes))
        #expect(try parse([hash, text]).description == "tea")
        #expect(try parse([textHash, hash]).purpose == .hash(SHA256.hash("tea")))
        #expect(throws: Bolt11Error.missingPaymentHash) { try parse([text]) }
        #expect(throws: Bolt11Error.missingPaymentHash) { try parse([]) }
        #expect(throws: Bolt11Error.missingDescription) { try parse([hash]) }
        #expect(throws: Bolt11Error.twoDescriptions) { try parse([hash, text, textHash]) }
    }

    @Test("takes the first of two fields of a kind")
    func repeatedFields() throws {
        let other = Self.field(Tag.paymentHash, FiveBitWords.words(SHA256.hash("other").bytes))
        let otherText = Self.field(Tag.description, FiveBitWords.words("coffee".utf8))
        let key = try #require(PublicKey.generator.multiplied(by: Bolt11Terms.key))
        let payees = [key, .generator].map { Self.field(Tag.payee, FiveBitWords.words($0.bytes.bytes)) }
        let secrets = ["one", "two"].map {
            Self.field(Tag.paymentSecret, FiveBitWords.words(SHA256.hash($0).bytes))
        }
        let expiries = [[UInt8(1)], [2]].map { Self.field(Tag.expiry, $0) }
        let blocks = [[UInt8(3)], [4]].map { Self.field(Tag.minFinalCLTVExpiry, $0) }
        let features = [[UInt8(2)], [8]].map { Self.field(Tag.features, $0) }
        let invoice = try parse([hash, text, other, otherText] + payees + secrets + expiries + blocks + features)
        #expect(invoice.paymentHash == SHA256.hash("preimage"))
        #expect(invoice.description == "tea")
        #expect(invoice.payee == key)
        #expect(invoice.paymentSecret == SHA256.hash("one"))
        #expect(invoice.expirySeconds == 1)
        #expect(invoice.minFinalCLTVExpiry == 3)
        #expect(invoice.features.bits == [1])
    }

    @Test("wants fields that end where the invoice does")
    func lengths() {
        let whole = hash + text
        for cut in [1, 2, 3, text.count - 1] {
            #expect(throws: Bolt11Error.truncated) { try parse([Array(whole.dropLast(cut))]) }
        }
        #expect(throws: Bolt11Error.truncated) { try parse([whole, [0]]) }
        #expect(throws: Bolt11Error.truncated) { try parse([whole, [0, 31, 31]]) }
    }

    @Test("wants padding of zeros and no more of it than needed")
    func padding() throws {
        var words = FiveBitWords.words(SHA256.hash("preimage").bytes)
        words[words.count - 1] |= 1
        #expect(throws: Bolt11Error.invalidField(.paymentHash)) {
            try parse([Self.field(Tag.paymentHash, words), text])
        }
        let long = Self.field(Tag.description, FiveBitWords.words("tea".utf8) + [0])
        #expect(throws: Bolt11Error.invalidField(.description)) { try parse([hash, long]) }
    }

    @Test("wants a description in UTF-8", arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] as [[UInt8]])
    func descriptions(_ bytes: [UInt8]) {
        let field = Self.field(Tag.description, FiveBitWords.words(bytes))
        #expect(throws: Bolt11Error.invalidField(.description)) { try parse([hash, field]) }
    }

    @Test("wants an expiry and a number of blocks that are representable")
    func numbers() throws {
        func expiring(_ words: [UInt8]) throws -> Bolt11Invoice {
            try parse([hash, text, Self.field(Tag.expiry, words)])
        }
        #expect(try expiring([]).expirySeconds == 0)
        #expect(try expiring([0, 0, 1, 28]).expirySeconds == 60)
        #expect(throws: Bolt11Error.expiresTooLate) { try expiring([UInt8](repeating: 31, count: 13)) }
        #expect(throws: Bolt11Error.expiresTooLate) { try expiring([15] + [UInt8](repeating: 31, count: 12)) }
        #expect(throws: Bolt11Error.expiresTooLate) { try expiring([7] + [UInt8](repeating: 31, count: 12)) }
        let blocks = Self.field(Tag.minFinalCLTVExpiry, [UInt8](repeating: 31, count: 14))
        #expect(throws: Bolt11Error.invalidField(.minFinalCLTVExpiry)) { try parse([hash, text, blocks]) }
    }

    @Test("checks the signature against the payee it names")
    func namedPayee() throws {
        let key = try #require(PublicKey.generator.multiplied(by: Bolt11Terms.key))
        func named(_ bytes: [UInt8]) throws -> Bolt11Invoice {
            try parse([hash, text, Self.field(Tag.payee, FiveBitWords.words(bytes))])
        }
        #expect(try named(key.bytes.bytes).payee == key)
        #expect(throws: Bolt11Error.invalidSignature) { try named(PublicKey.generator.bytes.bytes) }
        #expect(throws: Bolt11Error.invalidField(.payee)) { try named([2] + [UInt8](repeating: 0, count: 31) + [5]) }
        #expect(throws: Bolt11Error.invalidField(.payee)) { try named([0] + key.bytes.bytes.dropFirst()) }
    }

    @Test("refuses demands that no payer can meet, and no offers")
    func features() throws {
        func demanding(_ bit: Int) throws -> Bolt11Invoice {
            let words = try #require(Bolt11Features(bits: [bit]).words(maximum: 1_023))
            return try parse([hash, text, Self.field(Tag.features, words)])
        }
        for bit in [8, 14, 16, 24, 48, 9, 99, 5_001] { #expect(try demanding(bit).features.bits == [bit]) }
        for bit in [0, 10, 30, 100, 5_000] {
            #expect(throws: Bolt11Error.unknownFeature(bit: bit)) { try demanding(bit) }
        }
    }

    @Test(
        "knows its networks and what an amount is",
        arguments: [
            ("ln", .unknownNetwork), ("lnxx", .unknownNetwork), ("lnbcx", .unknownNetwork), ("bc", .notAnInvoice),
            ("l", .notAnInvoice), ("lnurl", .unknownNetwork), ("lnbc0", .invalidAmount(.zero)),
            ("lnbc0u", .invalidAmount(.zero)), ("lnbc01u", .invalidAmount(.leadingZero)),
            ("lnbc10k", .invalidAmount(.unknownMultiplier)), ("lnbc10uu", .invalidAmount(.unknownMultiplier)),
            ("lnbc10u0", .invalidAmount(.unknownMultiplier)), ("lnbc1.5u", .invalidAmount(.unknownMultiplier)),
            ("lnbc15p", .invalidAmount(.belowMillisatoshi)), ("lnbc1p", .invalidAmount(.belowMillisatoshi)),
            ("lnbc21000001", .invalidAmount(.tooMuch)), ("lnbc21000000000000001n", .invalidAmount(.tooMuch)),
            ("lnbc18446744073709551616n", .invalidAmount(.tooMuch)),
            ("lnbc99999999999999999999999999999999999999999999p", .invalidAmount(.tooMuch)),
            ("lnbc21000000000000000010p", .invalidAmount(.tooMuch)),
        ] as [(String, Bolt11Error)])
    func prefixes(_ prefix: String, _ reason: Bolt11Error) {
        #expect(throws: reason) { try parse(prefix: prefix, [hash, text]) }
    }

    @Test("finds every change of one character")
    func changedCharacters() throws {
        let invoice = Array(try Bolt11Terms.plain.made().text.utf8)
        for position in invoice.indices {
            var changed = invoice
            changed[position] = changed[position] == UInt8(ascii: "q") ? UInt8(ascii: "p") : UInt8(ascii: "q")
            #expect(throws: Bolt11Error.self) {
                try Bolt11Invoice(parsing: String(decoding: changed, as: UTF8.self))
            }
        }
    }

    @Test("refuses every beginning of an invoice", arguments: [Bolt11Terms.plain])
    func beginnings(_ terms: Bolt11Terms) throws {
        let text = try terms.made().text
        for length in 0..<text.utf8.count {
            #expect(throws: Bolt11Error.self) { try Bolt11Invoice(parsing: String(text.prefix(length))) }
        }
    }

    @Test("never says in an error what it read")
    func errors() {
        let errors: [Bolt11Error] = [
            .notBech32(.invalidCharacter(position: 7)), .notAnInvoice, .unknownNetwork, .invalidAmount(.tooMuch),
            .unknownFeature(bit: 100), .invalidSignature, .twoDescriptions,
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(errors.allSatisfy { !$0.description.isEmpty })
    }
}
