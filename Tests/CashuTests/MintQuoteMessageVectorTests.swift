import Cashu
import CashuCrypto
import TestSupport
import Testing

@Suite("Signatures on mint quotes (NUT-20)")
struct MintQuoteMessageVectorTests {
    private struct Request: Decodable {
        let quote: String
        let outputs: [BlindedMessage]
        let signature: String?
    }

    private struct Case: Decodable {
        let name: String
        let pubkey: String
        let request: Request
        let message_hex: String?
        let message_sha256: String?
        let valid: Bool

        /// A locked quote without a signature has none that is valid.
        func isValid() throws -> Bool {
            guard let text = request.signature else { return false }
            let signature = try #require(SchnorrSignature(hex: text))
            let key = try #require(PublicKey(hex: pubkey))
            return MintQuoteMessage.isValid(
                signature: signature, quote: request.quote, outputs: request.outputs, key: key)
        }

        var digests: (newest: FixedBytes<32>, original: FixedBytes<32>) {
            MintQuoteMessage.digests(quote: request.quote, outputs: request.outputs)
        }
    }

    @Test("are as the NUT says")
    func nut20() throws {
        struct Message: Decodable {
            let message_bytes_hex: String
            let message_text: String
        }
        var vectors = try VectorFile("nut20")
        var first: Case?
        try vectors.each("mint_requests", as: Case.self) { vector in
            let isValid = try vector.isValid()
            #expect(isValid == vector.valid, "\(vector.name)")
            if let hash = vector.message_sha256 { #expect(vector.digests.original.hex == hash, "\(vector.name)") }
            first = first ?? vector
        }
        try vectors.each("message", as: Message.self) { vector in
            #expect(Hex.encode(vector.message_text.utf8) == vector.message_bytes_hex)
            #expect(SHA256.hash(vector.message_text) == first?.digests.original)
        }
        #expect(vectors.missed.isEmpty)
    }

    /// The specification changed the id of the quote and left the signature as it was.
    @Test("in a batch cover all outputs (NUT-29)")
    func nut29() throws {
        struct Batch: Decodable {
            struct Request: Decodable { let outputs: [BlindedMessage] }
            struct Signed: Decodable {
                let quote: String?
                let message_sha256: String
                let signature: String
            }

            let quote: String
            let pubkey: String
            let request: Request
            let signature_in_spec: String
            let corrected: Signed
            let original: Signed
        }
        var vectors = try VectorFile("nut29")
        vectors.leave("requests")  // a mint answers these: MintHTTPTests
        try vectors.each("signatures", as: Batch.self) { vector in
            let key = try #require(PublicKey(hex: vector.pubkey))
            func isValid(_ text: String, quote: String) -> Bool {
                guard let signature = SchnorrSignature(hex: text) else { return false }
                return MintQuoteMessage.isValid(
                    signature: signature, quote: quote, outputs: vector.request.outputs, key: key)
            }
            #expect(!isValid(vector.signature_in_spec, quote: vector.quote))
            for signed in [vector.corrected, vector.original] {
                let quote = signed.quote ?? vector.quote
                #expect(isValid(signed.signature, quote: quote))
                let digest = MintQuoteMessage.digests(quote: quote, outputs: vector.request.outputs).original
                #expect(digest.hex == signed.message_sha256)
            }
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of the original message are those of another implementation")
    func originalMessage() throws {
        var vectors = try VectorFile("extra-nut20")
        for list in ["valid", "invalid", "still_valid"] {
            try vectors.each(list, as: Case.self) { vector in
                let isValid = try vector.isValid()
                #expect(isValid == vector.valid, "\(vector.name)")
                #expect(vector.valid == (list != "invalid"), "\(vector.name)")
                if vector.valid { #expect(vector.digests.original.hex == vector.message_sha256, "\(vector.name)") }
            }
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of the newest message are those of another implementation, and cover the amounts")
    func newestMessage() throws {
        var vectors = try VectorFile("extra-nut20-later-message")
        for list in ["valid", "post_snapshot_vectors"] {
            try vectors.each(list, as: Case.self) { vector in
                let isValid = try vector.isValid()
                #expect(isValid == vector.valid, "\(vector.name)")
                #expect(vector.valid, "\(vector.name)")
                #expect(vector.digests.newest.hex == vector.message_sha256, "\(vector.name)")
                let message = try #require(vector.message_hex.flatMap { Hex.decode($0, maximumBytes: 100_000) })
                #expect(SHA256.hash(message) == vector.digests.newest, "\(vector.name)")

                let changed = vector.request.outputs.map {
                    BlindedMessage(amount: $0.amount + 1, keysetID: $0.keysetID, point: $0.point)
                }
                let signature = try #require(vector.request.signature.flatMap { SchnorrSignature(hex: $0) })
                let key = try #require(PublicKey(hex: vector.pubkey))
                #expect(
                    !MintQuoteMessage.isValid(
                        signature: signature, quote: vector.request.quote, outputs: changed, key: key),
                    "\(vector.name)")
            }
        }
        vectors.leave("lock_key_derivation")  // the keys are secrets: CashuSecretsTests
        #expect(vectors.missed.isEmpty)
    }
}
