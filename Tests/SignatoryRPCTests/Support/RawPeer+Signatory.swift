import CashuCrypto
import Testing

@testable import SignatoryRPC

extension RawPeer {
    /// Takes the hello of a client and answers it, honestly but for what `change` does before the signature is made.
    func greetClient(as signatory: TestSignatory, change: (inout HelloAnswer) -> Void = { _ in }) async throws {
        let hello = try #require(try await next())
        let handshake = ServerHandshake(
            identity: signatory.serverIdentity, roles: [.mint], instanceID: .random(), server: "test",
            maximumInFlight: 64)
        var answer = try handshake.answer(hello.payload).answer
        change(&answer)
        answer.signature = signatory.serverIdentity.sign(
            HelloTranscript.message(hello: hello.payload, answer: answer))
        try await send(Frame.bytes(.helloAck) { answer.write(to: &$0) })
    }
}
