package import CashuCrypto
internal import FoundationEssentials

// The JSON of NUT-00: points, hashes and ids are hex text, amounts are integers, null and absent are the same.

/// A field that is present but is no value of its kind.
package struct InvalidField: Error, Sendable {
    package let field: String
    package let problem: String
}

extension KeyedDecodingContainer {
    /// An integer below 2^64.
    package func amount(_ key: Key) throws -> UInt64 {
        let amount = try decode(UInt64.self, forKey: key)
        // Above 2^53 JSONDecoder drops a fraction where it refuses one below.
        if amount > 1 << 53, try decode(Decimal.self, forKey: key) != Decimal(amount) {
            throw InvalidField(field: key.stringValue, problem: "not an integer")
        }
        return amount
    }

    package func publicKey(_ key: Key) throws -> PublicKey {
        guard let point = PublicKey(hex: try decode(String.self, forKey: key)) else {
            throw InvalidField(field: key.stringValue, problem: "not 33 bytes of a point on secp256k1 in hex")
        }
        return point
    }

    package func keysetID(_ key: Key) throws -> KeysetID {
        guard let id = KeysetID(hex: try decode(String.self, forKey: key)) else {
            throw InvalidField(field: key.stringValue, problem: "not a keyset id of version 00 or 01")
        }
        return id
    }

    package func fixedBytes<let n: Int>(_ key: Key) throws -> FixedBytes<n> {
        guard let bytes = FixedBytes<n>(hex: try decode(String.self, forKey: key)) else {
            throw InvalidField(field: key.stringValue, problem: "not \(n) bytes in hex")
        }
        return bytes
    }
}

extension BlindedMessage: Codable {
    enum CodingKeys: String, CodingKey {
        case amount, id
        case point = "B_"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            amount: try fields.amount(.amount), keysetID: try fields.keysetID(.id),
            point: try fields.publicKey(.point))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(amount, forKey: .amount)
        try fields.encode(keysetID.hex, forKey: .id)
        try fields.encode(point.hex, forKey: .point)
    }
}

extension BlindSignature: Codable {
    enum CodingKeys: String, CodingKey {
        case amount, id, dleq
        case point = "C_"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            amount: try fields.amount(.amount), keysetID: try fields.keysetID(.id),
            point: try fields.publicKey(.point), proof: try fields.decodeIfPresent(DLEQProof.self, forKey: .dleq))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(amount, forKey: .amount)
        try fields.encode(keysetID.hex, forKey: .id)
        try fields.encode(point.hex, forKey: .point)
        try fields.encodeIfPresent(proof, forKey: .dleq)
    }
}

extension DLEQProof: Codable {
    enum CodingKeys: String, CodingKey { case e, s }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(e: try fields.fixedBytes(.e), s: try fields.fixedBytes(.s))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(e.hex, forKey: .e)
        try fields.encode(s.hex, forKey: .s)
    }
}

extension Proof: Codable {
    enum CodingKeys: String, CodingKey {
        case amount, id, secret, witness
        case signature = "C"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        guard let secret = Secret(try fields.decode(String.self, forKey: .secret)) else {
            throw InvalidField(field: "secret", problem: "not 1 to \(Secret.maximumBytes) bytes")
        }
        let witness = try fields.decodeIfPresent(String.self, forKey: .witness)
        guard (witness?.utf8.count ?? 0) <= Proof.maximumWitnessBytes else {
            throw InvalidField(field: "witness", problem: "more than \(Proof.maximumWitnessBytes) bytes")
        }
        self.init(
            amount: try fields.amount(.amount), keysetID: try fields.keysetID(.id),
            secret: secret, signature: try fields.publicKey(.signature), witness: witness)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(amount, forKey: .amount)
        try fields.encode(keysetID.hex, forKey: .id)
        try fields.encode(secret.text, forKey: .secret)
        try fields.encode(signature.hex, forKey: .signature)
        try fields.encodeIfPresent(witness, forKey: .witness)
    }
}
