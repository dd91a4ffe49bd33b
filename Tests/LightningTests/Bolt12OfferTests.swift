import CashuCrypto
import TestSupport
import Testing

@testable import Lightning

@Suite("Offers")
struct Bolt12OfferTests {
    private struct Valid: Decodable {
        let description: String
        let bolt12: String
        let fields: [Field]
    }

    private struct Field: Decodable {
        let type: UInt64
        let hex: String
    }

    private struct Invalid: Decodable {
        let description: String
        let bolt12: String
    }

    private struct Text: Decodable {
        let comment: String
        let valid: Bool
        let string: String
    }

    private struct Tree: Decodable {
        let tlvs: String
        let root: String
    }

    @Test("of the vectors are read, remade and refused as BOLT 12 wants it")
    func vectors() throws {
        var vectors = try VectorFile("bolt12")
        try vectors.each("valid", as: Valid.self) { vector in
            let offer = try Bolt12Offer(parsing: vector.bolt12)
            let records = offer.records.records.map { "\($0.type) \(Hex.encode($0.value))" }
            #expect(records == vector.fields.map { "\($0.type) \($0.hex)" }, "\(vector.description)")
            #expect(Bolt12Text.encode(offer.records.bytes, prefix: "lno") == vector.bolt12, "\(vector.description)")
        }
        try vectors.each("invalid", as: Invalid.self) { vector in
            #expect(throws: Bolt12Error.self, "\(vector.description)") { try Bolt12Offer(parsing: vector.bolt12) }
        }
        try vectors.each("strings", as: Text.self) { vector in
            let isValid = (try? Bolt12Offer(parsing: vector.string)) != nil
            #expect(isValid == vector.valid, "\(vector.comment): \(vector.string)")
        }
        try vectors.each("trees", as: Tree.self) { vector in
            let bytes = try #require(Hex.decode(vector.tlvs, maximumBytes: 1_000))
            #expect(try TLVStream(parsing: bytes).merkleRoot?.hex == vector.root)
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("say what they ask, for whom and until when")
    func fields() throws {
        let amount = "lno1pqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj"
        let offer = try Bolt12Offer(parsing: amount)
        #expect(offer.amountMsat == 10_000 && offer.description == "Test vectors" && offer.currency == nil)
        #expect(offer.issuerID?.hex == "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619")
        #expect(offer.isFor(.bitcoin) && !offer.isFor(.testnet) && offer.absoluteExpiry == nil)
        let dollars = try Bolt12Offer(
            parsing: "lno1qcp4256ypqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj")
        #expect(dollars.currency == "USD" && dollars.amount == 10_000 && dollars.amountMsat == nil)
        let late = try Bolt12Offer(
            parsing: "lno1pgx9getnwss8vetrw3hhyucwq3ay997czcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese")
        #expect(late.absoluteExpiry == 2_051_184_600)
        #expect(!late.isExpired(at: 2_051_184_600) && late.isExpired(at: 2_051_184_601))
        #expect(late.offerID != offer.offerID)
    }

    @Test("are what they were made of", arguments: LightningNetwork.allCases)
    func making(network: LightningNetwork) throws {
        let node = try #require(PublicKey.generator.multiplied(by: FixedBytes<32> { _ in 7 }))
        for amount in [nil, 1, 255, 256, UInt64(1) << 40] as [UInt64?] {
            let offer = try Bolt12Offer.make(
                Bolt12Terms(
                    network: network, amountMsat: amount, description: "żółw", absoluteExpiry: 1_800_000_000,
                    issuerID: node, metadata: [1, 2, 3]))
            #expect(offer.amountMsat == amount && offer.description == "żółw" && offer.issuerID == node)
            #expect(offer.absoluteExpiry == 1_800_000_000)
            #expect(LightningNetwork.allCases.filter { offer.isFor($0) } == [network])
            #expect(try Bolt12Offer(parsing: offer.text.uppercased()) == offer)
        }
        #expect(throws: Bolt12Error.invalidField(.amount)) {
            try Bolt12Offer.make(Bolt12Terms(amountMsat: 0, description: "", issuerID: node))
        }
    }

    @Test("that are too long are not looked into")
    func tooLong() {
        let long = "lno1" + String(repeating: "q", count: 10_000)
        #expect(throws: Bolt12Error.tooLong(maximum: 7_089)) { try Bolt12Offer(parsing: long) }
        #expect(throws: Bolt12Error.tooLong(maximum: 10)) { try Bolt12Offer(parsing: long, maximumBytes: 10) }
    }

    @Test("frame their records with integers of one form each")
    func bigSize() {
        for number in [0, 252, 253, 65_535, 65_536, 4_294_967_295, 4_294_967_296, UInt64.max] as [UInt64] {
            var bytes = BigSize.bytes(number)[...]
            #expect(BigSize.take(&bytes) == number && bytes.isEmpty)
        }
        let malformed: [[UInt8]] = [
            [], [0xfd], [0xfd, 0, 252], [0xfe, 0, 0, 255, 255], [0xff, 0, 0, 0, 0, 255, 255, 255, 255],
        ]
        for bad in malformed {
            var bytes = bad[...]
            #expect(BigSize.take(&bytes) == nil, "\(bad)")
        }
        #expect(TLVStream.truncated([0, 1]) == nil && TLVStream.truncated([UInt8](repeating: 1, count: 9)) == nil)
        #expect(TLVStream.truncated([]) == 0 && TLVStream.truncated(0) == [])
    }
}
