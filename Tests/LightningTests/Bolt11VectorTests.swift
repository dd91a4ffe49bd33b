import CashuCrypto
import TestSupport
import Testing

@testable import Lightning

@Suite("Invoices of the vectors")
struct Bolt11VectorTests {
    private struct Case: Decodable {
        let name: String?
        let invoice: String
        let throwawayKey: String?
        let network: String
        let amountMsat: UInt64?
        let timestamp: UInt64
        let paymentHash: String
        let paymentSecret: String?
        let description: String?
        let descriptionHash: String?
        let expirySeconds: UInt64
        let minFinalCLTVExpiry: UInt64
        let features: [Int]
        let payee: String
        let canRemake: Bool?

        var purpose: Bolt11Purpose? {
            if let description { return .description(description) }
            return descriptionHash.flatMap { FixedBytes(hex: $0) }.map { .hash($0) }
        }
    }

    private func check(_ invoice: Bolt11Invoice, _ vector: Case) throws {
        let comment = Comment(rawValue: vector.name ?? vector.invoice)
        #expect(invoice.text == vector.invoice.lowercased(), comment)
        #expect(invoice.network.rawValue == vector.network, comment)
        #expect(invoice.amountMsat == vector.amountMsat, comment)
        #expect(invoice.timestamp == vector.timestamp, comment)
        #expect(invoice.paymentHash.hex == vector.paymentHash, comment)
        #expect(invoice.paymentSecret?.hex == vector.paymentSecret, comment)
        #expect(invoice.purpose == vector.purpose, comment)
        #expect(invoice.description == vector.description, comment)
        #expect(invoice.expirySeconds == vector.expirySeconds, comment)
        #expect(invoice.expiresAt == vector.timestamp + vector.expirySeconds, comment)
        #expect(invoice.minFinalCLTVExpiry == vector.minFinalCLTVExpiry, comment)
        #expect(invoice.features.bits == vector.features, comment)
        #expect(invoice.payee.hex == vector.payee, comment)
    }

    @Test("are read as the Python package bolt11 reads them, in either case")
    func parsing() throws {
        var vectors = try VectorFile("bolt11")
        try vectors.each("invoices", as: Case.self) { vector in
            try check(Bolt11Invoice(parsing: vector.invoice), vector)
            try check(Bolt11Invoice(parsing: vector.invoice.uppercased()), vector)
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("are made with the same text from the same terms")
    func making() throws {
        var vectors = try VectorFile("bolt11")
        var made = 0
        try vectors.each("invoices", as: Case.self) { vector in
            guard vector.canRemake == true else { return }
            let hash = try #require(FixedBytes<32>(hex: vector.paymentHash))
            let secret = try #require(vector.paymentSecret.flatMap { FixedBytes<32>(hex: $0) })
            let key = try #require(vector.throwawayKey.flatMap { FixedBytes<32>(hex: $0) })
            let terms = Bolt11Terms(
                network: try #require(LightningNetwork(rawValue: vector.network)), amountMsat: vector.amountMsat,
                paymentHash: hash, paymentSecret: secret, purpose: try #require(vector.purpose),
                timestamp: vector.timestamp, expirySeconds: vector.expirySeconds,
                minFinalCLTVExpiry: vector.minFinalCLTVExpiry, features: Bolt11Features(bits: vector.features))
            #expect(try Bolt11Invoice.make(terms, throwawayKey: key).text == vector.invoice)
            made += 1
        }
        #expect(vectors.missed.isEmpty)
        #expect(made >= 10)
    }

    @Test("are read as BOLT #11 says of its examples")
    func examples() throws {
        var vectors = try VectorFile("bolt11-examples")
        try vectors.each("valid", as: Case.self) { vector in
            try check(Bolt11Invoice(parsing: vector.invoice), vector)
        }
        vectors.leave("invalid")
        #expect(vectors.missed.isEmpty)
    }

    @Test("are refused where BOLT #11 says they are invalid")
    func invalidExamples() throws {
        struct Invalid: Decodable {
            let name: String
            let invoice: String
        }
        let reasons: [String: Bolt11Error] = [
            "unknown feature 100": .unknownFeature(bit: 100),
            "bech32 checksum is invalid": .notBech32(.wrongChecksum),
            "no 1": .notBech32(.noSeparator),
            "mixed case": .notBech32(.mixedCase),
            "signature is not recoverable": .invalidSignature,
            "string is too short": .truncated,
            "invalid multiplier": .invalidAmount(.unknownMultiplier),
            "sub-millisatoshi precision": .invalidAmount(.belowMillisatoshi),
        ]
        var vectors = try VectorFile("bolt11-examples")
        try vectors.each("invalid", as: Invalid.self) { vector in
            let reason = try #require(reasons[vector.name])
            #expect(throws: reason, "\(vector.name)") { try Bolt11Invoice(parsing: vector.invoice) }
        }
        vectors.leave("valid")
        #expect(vectors.missed.isEmpty)
    }
}
