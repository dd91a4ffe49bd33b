import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

/// A key that both ends were given: R06's peer in the middle of a tunnel has none.
@Suite(.timeLimit(.minutes(1))) struct SharedKeyTests {
    private static func key(_ byte: UInt8, count: Int = 32) throws -> PreSharedKey {
        let hex = Array(repeating: byte, count: count).flatMap { Array((($0 < 16 ? "0" : "") + String($0, radix: 16)).utf8) }
        return try #require(unsafe hex.withUnsafeBytes { unsafe PreSharedKey(hex: $0) })
    }

    /// Why a client does not get in; `nil` when it does.
    private func refusal(_ server: TestServer, _ key: PreSharedKey?) async throws -> SignatoryError? {
        do throws(SignatoryError) {
            let target = ClientConnection.Target(
                socketPath: server.path, role: .mint, pinnedIdentity: server.signatory.publicKey, sharedKey: key,
                release: "test")
            try await ClientConnection.open(target, logger: quiet).close()
            return nil
        } catch {
            return error
        }
    }

    private func withServer(_ key: PreSharedKey?, _ body: (TestServer) async throws -> Void) async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.sharedKey = key }, body)
    }

    /// A client that has said hello, by its own means.
    private func hello(
        _ server: TestServer, _ handshake: ClientHandshake
    ) async throws -> (peer: RawPeer, proof: SharedKeyProof) {
        let peer = try await RawPeer.connect(to: server.path)
        try await peer.send(.hello, payload: handshake.hello)
        let answer = try #require(try await peer.next())
        #expect(answer.frameKind == .helloAck)
        return (peer, try #require(handshake.proof(after: answer.payload)))
    }

    private func auth(_ mac: FixedBytes<32>) -> ByteBuffer { ByteBuffer(bytes: [0x0a, 32] + mac.bytes) }

    private func expectRefusal(_ peer: RawPeer) async throws {
        let frame = try #require(try await peer.next())
        #expect(frame.frameKind == .failure)
        #expect(try SignatoryError.read(frame.payload).code == .unauthorized)
        #expect(try await peer.next() == nil)
    }

    @Test func `Ends with the same key work together`() async throws {
        let key = try Self.key(1, count: 128)
        try await withServer(key) { server in
            try await server.withClient(sharedKey: key) { client in
                let outputs = Sample.outputs(2, keysetID: server.signatory.activeKeyset.id)
                let signatures = try await client.blindSign(Sample.request(outputs))
                #expect(signatures.count == 2)
            }
        }
    }

    @Test(arguments: [(UInt8(2), 32), (1, 33), (1, 64)])
    func `A client with another key is refused`(byte: UInt8, count: Int) async throws {
        try await withServer(Self.key(1)) { server in
            let error = try await refusal(server, Self.key(byte, count: count))
            #expect(error?.code == .unauthorized)
            #expect(error?.detail == SharedKeyProof.differs)
        }
    }

    @Test func `A client without the key is told what to set`() async throws {
        try await withServer(Self.key(1)) { server in
            let error = try await refusal(server, nil)
            #expect(error?.code == .unauthorized)
            #expect(error?.detail == "the signatory requires a pre-shared key: set [signatory] psk_file")
        }
    }

    @Test func `A client with a key refuses a signatory without`() async throws {
        try await withServer(nil) { server in
            let error = try await refusal(server, Self.key(1))
            #expect(error?.code == .unauthorized)
            #expect(error?.detail == SharedKeyProof.absentAtServer)
        }
    }

    @Test func `Before its proof a client is served nothing`() async throws {
        let handshake = ClientHandshake(role: .mint, client: "t", pinnedIdentity: nil, sharedKey: try Self.key(1))
        try await withServer(Self.key(1)) { server in
            for method in Method.allCases {
                let (peer, _) = try await hello(server, handshake)
                try await peer.request(method.rawValue, requestID: 1)
                #expect(try await peer.next() == nil)
            }
            let (empty, _) = try await hello(server, handshake)
            try await empty.send(.auth)
            #expect(try SignatoryError.read(try #require(try await empty.next()).payload).code == .invalidArgument)
            #expect(try await empty.next() == nil)
            let (peer, proof) = try await hello(server, handshake)
            try await peer.send(.auth, payload: auth(proof.mac(of: .client)))
            let answer = try #require(try await peer.next())
            #expect(answer.frameKind == .authAck)
            #expect(proof.isValid(try SharedKeyProof.read(answer.payload), of: .server))
            try await peer.request(Method.status.rawValue, requestID: 1)
            #expect(try await peer.next()?.frameKind == .response)
        }
    }

    @Test func `What was said on another connection is of no use`() async throws {
        let handshake = ClientHandshake(role: .mint, client: "t", pinnedIdentity: nil, sharedKey: try Self.key(1))
        try await withServer(Self.key(1)) { server in
            let (first, recorded) = try await hello(server, handshake)
            try await first.send(.auth, payload: auth(recorded.mac(of: .client)))
            #expect(try await first.next()?.frameKind == .authAck)
            let (second, _) = try await hello(server, handshake)
            try await second.send(.auth, payload: auth(recorded.mac(of: .client)))
            try await expectRefusal(second)
        }
    }

    @Test func `The proof of the other direction, and of another role, are of no use`() async throws {
        let handshake = ClientHandshake(role: .mint, client: "t", pinnedIdentity: nil, sharedKey: try Self.key(1))
        try await withServer(Self.key(1)) { server in
            let (reflecting, proof) = try await hello(server, handshake)
            try await reflecting.send(.auth, payload: auth(proof.mac(of: .server)))
            try await expectRefusal(reflecting)
            let (climbing, other) = try await hello(server, handshake)
            let monitor = SharedKeyProof(key: other.key, hello: other.hello, answer: other.answer, role: .monitor)
            try await climbing.send(.auth, payload: auth(monitor.mac(of: .client)))
            try await expectRefusal(climbing)
        }
    }

    /// Runs a client against a server of ours, which answers its proof with `reply`.
    private func client(
        _ key: PreSharedKey, answeredWith reply: @escaping @Sendable (Frame) -> ByteBuffer
    ) async throws -> SignatoryError? {
        let signatory = try TestSignatory()
        let directory = try TemporaryDirectory()
        let (listener, peers) = try await RawPeer.listen(on: directory.path(of: "mint.sock"))
        let serving = Task {
            for await peer in peers {
                try await peer.greetClient(as: signatory) { $0.features = ProtocolFeature.sharedKey }
                let auth = try #require(try await peer.next())
                try await peer.send(reply(auth))
                return try await peer.next() == nil
            }
            return false
        }
        let target = ClientConnection.Target(
            socketPath: directory.path(of: "mint.sock"), role: .mint, pinnedIdentity: nil, sharedKey: key,
            release: "test")
        var refusal: SignatoryError?
        do throws(SignatoryError) { _ = try await ClientConnection.open(target, logger: quiet) } catch {
            refusal = error
        }
        #expect(try await serving.value, "the client has closed the connection")
        try await listener.close()
        return refusal
    }

    @Test func `A client refuses a signatory that shows it its own proof`() async throws {
        let error = try await client(Self.key(1)) { auth in
            Frame.bytes(.authAck) { _ = $0.writeImmutableBuffer(auth.payload) }
        }
        #expect(error?.code == .unauthorized)
        #expect(error?.detail == SharedKeyProof.differs)
    }

    @Test(arguments: [FrameKind.response, .event, .goAway, .helloAck, .ping])
    func `A client takes nothing in place of the signatory's proof`(kind: FrameKind) async throws {
        #expect(try await client(Self.key(1)) { _ in Frame.bytes(kind) } != nil)
    }

    /// Made with Python's hmac and hashlib.
    @Test func `The proofs are those of the specification`() throws {
        let proof = SharedKeyProof(
            key: try Self.key(0xab), hello: ByteBuffer(string: "hello"), answer: ByteBuffer(string: "answer"),
            role: .mint)
        #expect(proof.mac(of: .client).hex == "4116c6120e7110c53d7a9bb4cc95e89d608fb0c4ee9a2c306ea1fde59498f8c4")
        #expect(proof.mac(of: .server).hex == "6c828e312647b4033bc6760b5da1d45ac6332f9b3dbc29369c64e4dbe7889571")
    }
}
