import CashuCrypto
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

@Suite(.timeLimit(.minutes(1))) struct HandshakeTests {
    private func refusal(_ hello: ByteBuffer, at path: String) async throws -> SignatoryError {
        let peer = try await RawPeer.connect(to: path)
        try await peer.send(.hello, payload: hello)
        let frame = try #require(try await peer.next())
        #expect(frame.frameKind == .failure)
        #expect(try await peer.next() == nil)
        return try SignatoryError.read(frame.payload)
    }

    @Test(arguments: [UInt32(2)...3, 0...0])
    func `A client of other versions is told those of the server`(versions: ClosedRange<UInt32>) async throws {
        try await TestServer.with(TestSignatory()) { server in
            let error = try await refusal(RawPeer.hello(versions: versions), at: server.path)
            #expect(error.code == .versionMismatch)
            #expect(error.detail.contains("1 to 1"))
        }
    }

    @Test func `A client of more versions gets the highest that both speak`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.connect(to: server.path)
            try await peer.send(.hello, payload: RawPeer.hello(versions: 0...9))
            let frame = try #require(try await peer.next())
            #expect(try HelloAnswer(payload: frame.payload).version == 1)
        }
    }

    @Test func `The operator's role is refused on the mint's socket`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let code = try await refusal(RawPeer.hello(role: 2), at: server.path).code
            #expect(code == .unauthorized)
        }
    }

    @Test(arguments: [UInt32(1), 3])
    func `Any other role is refused on the operator's socket`(role: UInt32) async throws {
        let directory = try TemporaryDirectory()
        let server = try await TestServer.listen(TestSignatory(), in: directory, as: "admin.sock")
        #expect(try await refusal(RawPeer.hello(role: role), at: directory.path(of: "admin.sock")).code == .unauthorized)
        await server.shutDown()
    }

    @Test func `A hello with another magic is refused`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            var hello = RawPeer.hello()
            hello.setString("HTTP", at: 2)
            let code = try await refusal(hello, at: server.path).code
            #expect(code == .invalidArgument)
        }
    }

    @Test(arguments: [FrameKind.request, .auth, .ping, .helloAck])
    func `Before the hello no other frame is answered`(kind: FrameKind) async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.connect(to: server.path)
            try await peer.send(kind)
            #expect(try await peer.next() == nil)
        }
    }

    @Test func `A proof of a shared key is no answer to a server that has none`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            try await peer.send(.auth)
            #expect(try await peer.next() == nil)
        }
    }

    @Test func `A client that says nothing is cut off`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.timing.handshake = .milliseconds(20) }) { server in
            let peer = try await RawPeer.connect(to: server.path)
            #expect(try await peer.next() == nil)
        }
    }

    @Test func `Only so many connections may be without a hello, and they do not harm those with one`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let early = try await RawPeer.greeted(server.path)
            var silent: [RawPeer] = []
            for _ in 0..<16 { silent.append(try await RawPeer.connect(to: server.path)) }
            let late = try await RawPeer.connect(to: server.path)
            #expect(try await late.next() == nil)
            try await early.request(Method.status.rawValue, requestID: 1)
            #expect(try await early.next()?.frameKind == .response)
            // One of them says hello, so there is room for another.
            try await silent[0].send(.hello, payload: RawPeer.hello())
            #expect(try await silent[0].next()?.frameKind == .helloAck)
            _ = try await RawPeer.greeted(server.path)
        }
    }

    @Test func `One connection too many is told to come later`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.maximumConnections = 1 }) { server in
            let first = try await RawPeer.greeted(server.path)
            let error = try await refusal(RawPeer.hello(), at: server.path)
            #expect(error.code == .overloaded)
            #expect(error.retryAfterMilliseconds > 0)
            try await first.request(Method.status.rawValue, requestID: 1)
            #expect(try await first.next()?.frameKind == .response)
        }
    }

    // MARK: The identity

    private func answer(_ signatory: TestSignatory, _ handshake: ClientHandshake) throws -> HelloAnswer {
        try ServerHandshake(
            identity: signatory.serverIdentity, roles: [.mint], instanceID: .random(),
            server: "signatory/\u{1}" + String(repeating: "é", count: 90), maximumInFlight: 64
        ).answer(handshake.hello).answer
    }

    private func code(_ handshake: ClientHandshake, _ answer: HelloAnswer) -> SignatoryError.Code? {
        do throws(SignatoryError) {
            _ = try handshake.check(Sample.payload { answer.write(to: &$0) })
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `The signatory with the pinned identity is accepted, and another is not`() throws {
        let signatory = try TestSignatory()
        let pinned = ClientHandshake(role: .mint, client: "mintd", pinnedIdentity: signatory.publicKey)
        #expect(code(pinned, try answer(signatory, pinned)) == nil)
        #expect(code(pinned, try answer(TestSignatory(seed: 8), pinned)) == .unauthorized)
    }

    @Test func `A signature over another hello or another answer is refused`() throws {
        let signatory = try TestSignatory()
        let handshake = ClientHandshake(role: .mint, client: "mintd", pinnedIdentity: nil)
        let other = ClientHandshake(role: .mint, client: "mintd", pinnedIdentity: nil)
        #expect(code(handshake, try answer(signatory, other)) == .unauthorized)
        let genuine = try answer(signatory, handshake)
        #expect(code(handshake, genuine) == nil)
        for change: (inout HelloAnswer) -> Void in [
            { $0.generation += 1 }, { $0.instanceID = FixedBytes() }, { $0.nonce = FixedBytes() },
            { $0.limits.outputs += 1 }, { $0.limits.requestsInFlight += 1 }, { $0.server = "another" },
            { $0.features ^= ProtocolFeature.sharedKey }, { $0.features ^= ProtocolFeature.time },
            { $0.features ^= ProtocolFeature.uncompressedPoints },
        ] {
            var changed = genuine
            change(&changed)
            #expect(code(handshake, changed) == .unauthorized)
        }
    }

    @Test func `A version that was not asked for is refused`() throws {
        let handshake = ClientHandshake(role: .mint, client: "mintd", pinnedIdentity: nil)
        var answer = try answer(TestSignatory(), handshake)
        answer.version = 2
        #expect(code(handshake, answer) == .versionMismatch)
        answer.version = 1
        answer.features = 8
        #expect(code(handshake, answer) == .versionMismatch)
    }
}
