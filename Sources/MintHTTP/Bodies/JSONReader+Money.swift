internal import Cashu
internal import CashuCrypto
internal import MintCore

extension JSONReader {
    private enum ProofMember: String {
        case amount, id, secret, witness
        case signature = "C"
    }

    /// An input. A signature that is no point cannot be one of this mint: 10001.
    mutating func proof() throws(NUTError) -> Proof {
        var amount: UInt64?
        var keysetID: KeysetID?
        var secret: Secret?
        var signature: PublicKey?
        var witness: String?
        try object(ProofMember.self) { (reader, member) throws(NUTError) in
            switch member {
            case .amount: amount = try reader.unsignedInteger("amount")
            case .id: keysetID = try reader.keysetID("id")
            case .secret: secret = try reader.secret()
            case .signature: signature = try reader.point("C", orRefuse: .proofVerificationFailed)
            case .witness: witness = try reader.witness()
            }
        }
        return Proof(
            amount: try required(amount, "amount"), keysetID: try required(keysetID, "id"),
            secret: try required(secret, "secret"), signature: try required(signature, "C"), witness: witness)
    }

    private enum MessageMember: String {
        case amount, id
        case point = "B_"
    }

    /// An output.
    mutating func blindedMessage() throws(NUTError) -> BlindedMessage {
        var amount: UInt64?
        var keysetID: KeysetID?
        var point: PublicKey?
        try object(MessageMember.self) { (reader, member) throws(NUTError) in
            switch member {
            case .amount: amount = try reader.unsignedInteger("amount")
            case .id: keysetID = try reader.keysetID("id")
            case .point: point = try reader.point("B_")
            }
        }
        return BlindedMessage(
            amount: try required(amount, "amount"), keysetID: try required(keysetID, "id"),
            point: try required(point, "B_"))
    }

    mutating func inputs(_ limits: MintLimits) throws(NUTError) -> [Proof] {
        let tooMany = NUTError(.maximumInputsExceeded, "more than \(limits.maximumInputs) inputs")
        return try array(atMost: limits.maximumInputs, orRefuse: tooMany) { (reader) throws(NUTError) in
            try reader.proof()
        }
    }

    mutating func outputs(atMost limit: Int) throws(NUTError) -> [BlindedMessage] {
        let tooMany = NUTError(.maximumOutputsExceeded, "more than \(limit) outputs")
        return try array(atMost: limit, orRefuse: tooMany) { (reader) throws(NUTError) in
            try reader.blindedMessage()
        }
    }

    /// A string that holds JSON, or, as NUT-11 allows as well, the object itself: then the text is what was sent.
    private mutating func witness() throws(NUTError) -> String {
        guard next() == UInt8(ascii: "{") else { return try string("witness", atMost: Proof.maximumWitnessBytes) }
        let start = position
        try skip()
        guard position - start <= Proof.maximumWitnessBytes else {
            throw refusal("witness has more than \(Proof.maximumWitnessBytes) bytes")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func secret() throws(NUTError) -> Secret {
        guard let secret = Secret(try string("secret", atMost: Secret.maximumBytes)) else {
            throw refusal("secret is empty")
        }
        return secret
    }
}
