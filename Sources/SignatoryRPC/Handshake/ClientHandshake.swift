internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// A client's side of the hellos.
struct ClientHandshake: Sendable {
    /// The payload of the hello, kept because the answer is signed over it.
    let hello: ByteBuffer
    private let pinnedIdentity: PublicKey?

    init(role: Role, client: String, pinnedIdentity: PublicKey?) {
        var hello = ByteBuffer()
        Hello(
            minimumVersion: ProtocolVersion.lowest, maximumVersion: ProtocolVersion.highest, role: role, features: 0,
            nonce: .random(), client: client
        ).write(to: &hello)
        self.hello = hello
        self.pinnedIdentity = pinnedIdentity
    }

    /// - Throws: why this server is not to be talked to.
    func check(_ payload: ByteBuffer) throws(SignatoryError) -> HelloAnswer {
        let answer = try HelloAnswer(payload: payload)
        guard (ProtocolVersion.lowest...ProtocolVersion.highest).contains(answer.version), answer.features == 0 else {
            throw SignatoryError(.versionMismatch, "the signatory chose version \(answer.version), which was not asked")
        }
        if let pinnedIdentity, answer.identity != pinnedIdentity {
            throw SignatoryError(.unauthorized, "another signatory: its identity is \(answer.identity)")
        }
        let message = HelloTranscript.message(hello: hello, answer: answer)
        guard answer.signature.isValid(for: message, key: answer.identity) else {
            throw SignatoryError(.unauthorized, "the signatory does not hold the key of its identity")
        }
        return answer
    }
}
