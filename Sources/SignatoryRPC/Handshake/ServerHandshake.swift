internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// A server's side of the hellos.
struct ServerHandshake: Sendable {
    let identity: ServerIdentity
    /// The roles that this listener serves.
    let roles: Set<Role>
    let instanceID: FixedBytes<16>
    /// Name and release.
    let server: String
    let maximumInFlight: Int
    /// Every client must show that it has the same.
    var sharedKey: PreSharedKey?

    /// - Throws: what to send in place of an answer, before the connection is closed.
    func answer(_ payload: ByteBuffer) throws(SignatoryError) -> (hello: Hello, answer: HelloAnswer) {
        let hello = try Hello(payload: payload)
        guard let version = ProtocolVersion.common(hello.minimumVersion, hello.maximumVersion) else {
            let range = "\(ProtocolVersion.lowest) to \(ProtocolVersion.highest)"
            throw SignatoryError(.versionMismatch, "this signatory speaks versions \(range)")
        }
        guard roles.contains(hello.role) else {
            throw SignatoryError(.unauthorized, "this socket does not serve the role \(hello.role)")
        }
        // A client that has one where this end has none is told by the features of the answer, and decides by itself.
        guard sharedKey == nil || hello.features & ProtocolFeature.sharedKey != 0 else {
            throw SignatoryError(.unauthorized, SharedKeyProof.absentAtClient)
        }
        var answer = HelloAnswer(
            version: version,
            features: hello.features & ProtocolFeature.wanted | (sharedKey == nil ? 0 : ProtocolFeature.sharedKey),
            identity: identity.publicKey, instanceID: instanceID, generation: identity.generation(), nonce: .random(),
            signature: SchnorrSignature(FixedBytes()),
            limits: HelloAnswer.Limits(
                frameBytes: FrameCaps.verifyProofs, outputs: UInt32(SigningRequest.maximumOutputs),
                proofs: UInt32(ProofClaim.maximumCount), requestsInFlight: UInt32(clamping: maximumInFlight)),
            server: server)
        answer.signature = identity.sign(HelloTranscript.message(hello: payload, answer: answer))
        return (hello, answer)
    }

    /// What the client and this end have to show after the hellos; `nil` without a key.
    func proof(hello: ByteBuffer, answer: ByteBuffer, role: Role) -> SharedKeyProof? {
        sharedKey.map { SharedKeyProof(key: $0, hello: hello, answer: answer, role: role) }
    }
}
