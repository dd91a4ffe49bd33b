package import Cashu
package import CashuCrypto

/// `POST /v1/mint/bolt11` (NUT-04).
package struct MintRequest: Sendable, Hashable, Encodable {
    package let quote: String
    package let outputs: [BlindedMessage]
    /// NUT-20.
    package let signature: SchnorrSignature?

    package init(quote: String, outputs: [BlindedMessage], signature: SchnorrSignature?) {
        self.quote = quote
        self.outputs = outputs
        self.signature = signature
    }

    private enum CodingKeys: String, CodingKey { case quote, outputs, signature }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(quote, forKey: .quote)
        try fields.encode(outputs, forKey: .outputs)
        try fields.encodeIfPresent(signature?.bytes.hex, forKey: .signature)
    }
}

/// `POST /v1/swap` (NUT-03). A `Proof` holds no DLEQ proof, so none can reach the mint.
package struct SwapRequest: Sendable, Hashable, Encodable {
    package let inputs: [Proof]
    package let outputs: [BlindedMessage]

    package init(inputs: [Proof], outputs: [BlindedMessage]) {
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// `POST /v1/melt/bolt11` (NUT-05).
package struct MeltRequest: Sendable, Hashable, Encodable {
    package let quote: String
    package let inputs: [Proof]
    /// NUT-08: blank ones for change.
    package let outputs: [BlindedMessage]

    package init(quote: String, inputs: [Proof], outputs: [BlindedMessage]) {
        self.quote = quote
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// NUT-07.
package enum MintCoinState: String, Sendable, Decodable {
    case unspent = "UNSPENT"
    case pending = "PENDING"
    case spent = "SPENT"
}

package struct CoinStateAnswer: Sendable, Hashable, Decodable {
    package let point: PublicKey
    package let state: MintCoinState

    package init(point: PublicKey, state: MintCoinState) {
        self.point = point
        self.state = state
    }

    private enum CodingKeys: String, CodingKey {
        case state
        case point = "Y"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(point: try fields.publicKey(.point), state: try fields.decode(MintCoinState.self, forKey: .state))
    }
}

/// NUT-09: the outputs that were ever signed, and their signatures in the same order. Of the outputs only the point
/// counts; amount and keyset are the signature's.
package struct RestoreAnswer: Sendable, Hashable, Decodable {
    package let points: [PublicKey]
    package let signatures: [BlindSignature]

    package init(points: [PublicKey], signatures: [BlindSignature]) {
        self.points = points
        self.signatures = signatures
    }

    private struct Output: Decodable {
        let point: PublicKey

        private enum CodingKeys: String, CodingKey { case point = "B_" }

        init(from decoder: any Decoder) throws {
            point = try decoder.container(keyedBy: CodingKeys.self).publicKey(.point)
        }
    }

    private enum CodingKeys: String, CodingKey { case outputs, signatures }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        points = try fields.decode([Output].self, forKey: .outputs).map(\.point)
        signatures = try fields.decode([BlindSignature].self, forKey: .signatures)
    }
}

/// `{"signatures":[…]}`
struct SignatureList: Decodable {
    let signatures: [BlindSignature]
}

/// `{"states":[…]}`
struct CoinStateList: Decodable {
    let states: [CoinStateAnswer]
}

/// `{"Ys":[…]}`
struct PointList: Encodable {
    private enum CodingKeys: String, CodingKey { case points = "Ys" }

    let points: [PublicKey]

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(points.map(\.hex), forKey: .points)
    }
}

/// `{"outputs":[…]}`
struct OutputList: Encodable {
    let outputs: [BlindedMessage]
}

/// `{"detail","code"}` of NUT-00.
struct RefusalBody: Decodable {
    let detail: String?
    let code: Int
}
