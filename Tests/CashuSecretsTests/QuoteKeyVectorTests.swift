import Cashu
import CashuCrypto
import CashuSecrets
import TestSupport
import Testing

@Suite("Keys of mint quotes (NUT-20)")
struct QuoteKeyVectorTests {
    private struct Lock: Decodable {
        let name: String
        let path: String
        let pubkey: String
        let secret_key: String
    }

    private struct Request: Decodable {
        let quote: String
        let outputs: [BlindedMessage]
    }

    private struct Signed: Decodable {
        let name: String
        let secret_key: String?
        let pubkey: String
        let request: Request
    }

    @Test("are derived as cashubtc/nuts pull request 373 says")
    func derivation() throws {
        var vectors = try VectorFile("extra-nut20-later-message")
        let words = try vectors.value("mnemonic", as: String.self)
        let master = try ExtendedKey(seed: Mnemonic(words: words).seed())
        try vectors.each("lock_key_derivation", as: Lock.self) { vector in
            let counter = try #require(vector.path.split(separator: "/").last.flatMap { UInt32($0) })
            let key = try QuoteKey.derive(master: master, counter: counter)
            #expect(key.publicKey.hex == vector.pubkey, "\(vector.name)")
            #expect(try SigningKey.hex(vector.secret_key)?.publicKey == key.publicKey, "\(vector.name)")
        }
        vectors.leave("valid", "post_snapshot_vectors")
        #expect(vectors.missed.isEmpty)
    }

    @Test("sign both forms of the message", arguments: ["extra-nut20", "extra-nut20-later-message"])
    func signing(_ file: String) throws {
        var vectors = try VectorFile(file)
        try vectors.each("valid", as: Signed.self) { vector in
            let scalar = try #require(vector.secret_key)
            let key = try #require(try SigningKey.hex(scalar))
            #expect(key.publicKey.hex == vector.pubkey, "\(vector.name)")
            let (quote, outputs) = (vector.request.quote, vector.request.outputs)
            let signatures = QuoteKey.sign(quote: quote, outputs: outputs, with: key)
            let digests = MintQuoteMessage.digests(quote: quote, outputs: outputs)
            #expect(signatures.newest.isValid(for: digests.newest, key: key.publicKey), "\(vector.name)")
            #expect(signatures.original.isValid(for: digests.original, key: key.publicKey), "\(vector.name)")
            #expect(!signatures.newest.isValid(for: digests.original, key: key.publicKey), "\(vector.name)")
        }
        #expect(vectors.missed["valid"] == nil)
    }
}
