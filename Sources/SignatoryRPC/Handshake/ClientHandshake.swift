internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// A client's side of the hellos.
struct ClientHandshake: Sendable {
    /// The payload of the hello, kept because the answer is signed over it.
    let hello: ByteBuffer
    let role: Role
    private let pinnedIdentity: PublicKey?
    private let sharedKey: PreSharedKey?

    init(role: Role, client: String, pinnedIdentity: PublicKey?, sharedKey: PreSharedKey? = nil) {
        var hello = ByteBuffer()
        Hello(
            minimumVersion: ProtocolVersion.lowest, maximumVersion: ProtocolVersion.highest, role: role,
            features: ProtocolFeature.wanted | (sharedKey == nil ? 0 : ProtocolFeature.sharedKey), nonce: .random(),
            client: client
        ).write(to: &hello)
        self.hello = hello
        self.role = role
        self.pinnedIdentity = pinnedIdentity
        self.sharedKey = sharedKey
    }

    /// - Throws: why this server is not to be talked to.
    func check(_ payload: ByteBuffer) throws(SignatoryError) -> HelloAnswer {
        let answer = try HelloAnswer(payload: payload)
        guard (ProtocolVersion.lowest...ProtocolVersion.highest).contains(answer.version) else {
            throw SignatoryError(.versionMismatch, "the signatory chose version \(answer.version), which was not asked")
        }
        guard answer.features & ~(ProtocolFeature.sharedKey | ProtocolFeature.wanted) == 0 else {
            throw SignatoryError(.versionMismatch, "the signatory chose features that were not asked")
        }
        if let pinnedIdentity, answer.identity != pinnedIdentity {
            throw SignatoryError(.unauthorized, "another signatory: its identity is \(answer.identity)")
        }
        let message = HelloTranscript.message(hello: hello, answer: answer)
        guard answer.signature.isValid(for: message, key: answer.identity) else {
            throw SignatoryError(.unauthorized, "the signatory does not hold the key of its identity")
        }
        // Last, so that only the signatory itself can send an operator to his configuration.
        switch (sharedKey != nil, answer.features & ProtocolFeature.sharedKey != 0) {
        case (true, true), (false, false): return answer
        case (true, false): throw SignatoryError(.unauthorized, SharedKeyProof.absentAtServer)
        case (false, true): throw SignatoryError(.unauthorized, SharedKeyProof.absentAtClient)
        }
    }

    /// What this end and the other have to show after hellos that agree on it; `nil` without a key.
    func proof(after answer: ByteBuffer) -> SharedKeyProof? {
        sharedKey.map { SharedKeyProof(key: $0, hello: hello, answer: answer, role: role) }
    }
}
