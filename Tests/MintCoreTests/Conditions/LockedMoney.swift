import Cashu
import CashuCrypto
import MintStore
import Testing

@testable import CashuSecrets
@testable import MintCore

/// A key that the world knows, by its number.
struct TestKey {
    let key: SigningKey

    init(_ number: UInt8) throws {
        let scalar = FixedBytes<32> { $0 == 31 ? number : 0x11 }
        key = try #require(unsafe scalar.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
    }

    var hex: String { key.publicKey.hex }

    var uncompressed: String { key.publicKey.uncompressed.hex }

    /// The same key to BIP-340.
    var otherParity: String { (hex.hasPrefix("02") ? "03" : "02") + hex.dropFirst(2) }

    func sign(_ text: String, randomness: FixedBytes<32> = .random()) -> String {
        key.sign(SHA256.hash(text), auxiliaryRandomness: randomness).bytes.hex
    }

    func sign(_ secret: Secret) -> String { sign(secret.text) }
}

/// Secrets and witnesses as wallets write them.
enum Locked {
    static let preimage = String(repeating: "07", count: 32)
    static let hash = SHA256.hash([UInt8](repeating: 7, count: 32)).hex

    static func secret(
        _ kind: String, _ data: String, _ tags: [[String]] = [], nonce: String = FixedBytes<8>.random().hex
    ) throws -> Secret {
        let tags = tags.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }.joined(separator: ",")
        return try #require(Secret(#"["\#(kind)",{"nonce":"\#(nonce)","data":"\#(data)","tags":[\#(tags)]}]"#))
    }

    static func witness(_ signatures: String..., preimage: String? = nil) -> String {
        let preimage = preimage.map { #""preimage":"\#($0)","# } ?? ""
        return "{\(preimage)\"signatures\":[\(signatures.map { "\"\($0)\"" }.joined(separator: ","))]}"
    }

    /// A proof that was never signed by anybody: conditions look at its text alone.
    static func proof(_ secret: Secret, _ witness: String? = nil) throws -> Proof {
        let id = try #require(KeysetID(hex: "00bfa73302d12ffd"))
        return Proof(amount: 8, keysetID: id, secret: secret, signature: secret.point, witness: witness)
    }

    /// `nil` when the condition of every input is met, else why not.
    static func refusal(
        _ inputs: [Proof], _ outputs: [BlindedMessage] = [], quote: String? = nil, now: UInt64 = 1_800_000_000
    ) -> NUTError? {
        do throws(NUTError) {
            try ConditionCheck.run(inputs: inputs, outputs: outputs, quote: quote, now: now)
            return nil
        } catch {
            return error
        }
    }

    static func isFree(_ secret: Secret, _ witness: String? = nil, now: UInt64 = 1_800_000_000) throws -> Bool {
        refusal([try proof(secret, witness)], now: now) == nil
    }
}

extension Proof {
    func showing(_ witness: String?) -> Proof {
        Proof(amount: amount, keysetID: keysetID, secret: secret, signature: signature, witness: witness)
    }
}

extension [Proof] {
    /// What SIG_ALL signs.
    func message(_ outputs: [BlindedMessage], quote: String = "") -> String {
        map { $0.secret.text + $0.signature.hex }.joined()
            + outputs.map { "\($0.amount)\($0.point.hex)" }.joined() + quote
    }
}

extension MintFixture {
    /// New money of 8 each, with these secrets.
    func fund(_ secrets: [Secret]) async throws -> [Proof] {
        let keyset = keyset
        let outputs = secrets.map { secret in
            let r = BlindingFactor.random()
            let message = BlindedMessage(amount: 8, keysetID: keyset.id, point: Blinding.blind(secret, r))
            return Output(secret: secret, r: r, message: message)
        }
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8 * UInt64(secrets.count)))
        let signatures = try await mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
        return try outputs.proofs(signatures, keyset)
    }
}
