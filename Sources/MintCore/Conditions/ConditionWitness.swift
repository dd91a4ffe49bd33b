internal import Cashu
internal import CashuCrypto

/// What is shown to spend a proof: `{"signatures": […], "preimage": "…"}` (NUT-11, NUT-14).
struct ConditionWitness: Sendable {
    /// The text as it stands.
    let preimage: [UInt8]?
    let signatures: [SchnorrSignature]

    /// `nil` when the text is no object in strict JSON, or a member is not of its kind.
    init?(_ text: String) {
        guard text.utf8.count <= Proof.maximumWitnessBytes, let witness = JSONValue(document: Array(text.utf8)),
            case .object = witness
        else { return nil }
        var signatures: [SchnorrSignature] = []
        if let value = witness["signatures"] {
            guard let elements = value.elements else { return nil }
            for element in elements {
                guard let digits = element.text, let bytes = Hex.decode(digits: digits[...], maximumBytes: 64),
                    let signature = FixedBytes<64>(bytes)
                else { return nil }
                signatures.append(SchnorrSignature(signature))
            }
        }
        if let value = witness["preimage"], value.text == nil { return nil }
        preimage = witness["preimage"]?.text
        self.signatures = signatures
    }
}
