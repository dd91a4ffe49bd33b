import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

/// A signatory that lies or breaks the protocol: the client gives an error and looks for another connection.
@Suite(.timeLimit(.minutes(1))) struct HostileSignatoryTests {
    /// Runs a client against a server of ours; `lie` gets the first request that signs.
    /// - Parameter features: what the server chooses of those that the client wants.
    private func ask(
        _ signatory: TestSignatory, features: UInt64 = ProtocolFeature.wanted,
        lie: @escaping @Sendable (RawPeer, Frame) async throws -> Void
    ) async throws -> Result<[BlindSignature], SignatoryError> {
        let directory = try TemporaryDirectory()
        let (listener, peers) = try await RawPeer.listen(on: directory.path(of: "mint.sock"))
        let client = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: nil, patience: .seconds(30),
            requestTimeout: .seconds(40), logger: quiet)
        let running = Task { await client.run() }
        let serving = Task {
            for await peer in peers {
                try await peer.greetClient(as: signatory) { $0.features &= features }
                while let frame = try await peer.next() {
                    if frame.header.method == Method.blindSign.rawValue { try await lie(peer, frame) }
                }
                return
            }
        }
        let outputs = Sample.outputs(2, keysetID: signatory.activeKeyset.id)
        let result: Result<[BlindSignature], SignatoryError>
        do throws(SignatoryError) {
            result = .success(try await client.blindSign(Sample.request(outputs)))
        } catch {
            result = .failure(error)
        }
        // Whatever was wrong, the client has closed the connection.
        try await serving.value
        running.cancel()
        await running.value
        try await listener.close()
        return result
    }

    private func code(_ result: Result<[BlindSignature], SignatoryError>) -> SignatoryError.Code? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    private func response(_ header: FrameHeader, _ payload: ByteBuffer) -> ByteBuffer {
        Frame.bytes(.response, method: header.method, requestID: header.requestID) {
            _ = $0.writeImmutableBuffer(payload)
        }
    }

    @Test(arguments: ["", "0a00", "0a000a00", "0a000a000a00", "ff", "10", "0801"])
    func `An answer that is no two signatures gives an error`(payload: String) async throws {
        let result = try await ask(TestSignatory()) { peer, frame in
            try await peer.send(response(frame.header, try ByteBuffer(hex: payload)))
        }
        #expect(code(result) == .unavailable)
    }

    @Test func `Signatures in another order or of another amount give an error`() async throws {
        let signatory = try TestSignatory()
        let id = signatory.activeKeyset.id
        for amounts in [[UInt64(1), 2], [2, 2]] {
            let outputs = amounts.enumerated().map {
                BlindedMessage(amount: $1, keysetID: id, point: Sample.point($0))
            }
            let signatures = try await signatory.blindSign(Sample.request(outputs))
            let payload = try Sample.payload { try SigningResult.write(signatures, to: &$0, points: .uncompressed) }
            let result = try await ask(signatory) { peer, frame in
                try await peer.send(response(frame.header, payload))
            }
            #expect(code(result) == .unavailable)
        }
    }

    @Test(arguments: [
        (ProtocolFeature.time, PointForm.uncompressed, "a compressed"),
        (ProtocolFeature.wanted, .compressed, "an uncompressed"),
    ])
    func `Signatures in a form that was not agreed on end the connection`(
        features: UInt64, points: PointForm, agreed: String
    ) async throws {
        let signatory = try TestSignatory()
        let outputs = Sample.outputs(2, keysetID: signatory.activeKeyset.id)
        let signatures = try await signatory.blindSign(Sample.request(outputs))
        let result = try await ask(signatory, features: features) { peer, frame in
            let payload = try Sample.payload { try SigningResult.write(signatures, to: &$0, points: points) }
            try await peer.send(response(frame.header, payload))
        }
        #expect(throws: ClientPeer.unavailable("the signatory gave a malformed answer: C_ is not \(agreed) point")) {
            try result.get()
        }
    }

    @Test func `A failure that is malformed gives an error`() async throws {
        for payload in ["", "0863", "08011200ff"] {
            let result = try await ask(TestSignatory()) { peer, frame in
                try await peer.send(
                    .failure, method: frame.header.method, requestID: frame.header.requestID,
                    payload: try ByteBuffer(hex: payload))
            }
            #expect(code(result) == .unavailable)
        }
    }

    @Test func `An answer to what was not asked, or of another method, ends the connection`() async throws {
        let changes: [@Sendable (inout FrameHeader) -> Void] = [
            { $0.requestID += 1 }, { $0.requestID = 0 }, { $0.method = Method.verifyProofs.rawValue },
            { $0.method = 999 },
        ]
        for change in changes {
            let result = try await ask(TestSignatory()) { peer, frame in
                var header = frame.header
                change(&header)
                try await peer.send(
                    .response, method: header.method, requestID: header.requestID, payload: ByteBuffer())
            }
            #expect(code(result) == .unavailable)
        }
    }

    @Test(arguments: [FrameKind.request, .hello, .helloAck, .auth, .cancel])
    func `A frame that no server sends ends the connection`(kind: FrameKind) async throws {
        let result = try await ask(TestSignatory()) { peer, _ in try await peer.send(kind) }
        #expect(code(result) == .unavailable)
    }

    @Test func `A length above the cap ends the connection before it is read`() async throws {
        let result = try await ask(TestSignatory()) { peer, frame in
            var header = ByteBuffer()
            FrameHeader(
                .response, method: frame.header.method, requestID: frame.header.requestID, payloadLength: .max
            ).write(to: &header)
            try await peer.send(header)
        }
        #expect(code(result) == .unavailable)
    }

    @Test func `An event in place of an answer ends the connection`() async throws {
        let result = try await ask(TestSignatory()) { peer, frame in
            try await peer.send(.event, method: frame.header.method, requestID: frame.header.requestID)
        }
        #expect(code(result) == .unavailable)
    }

    @Test func `A connection that ends in the middle of an answer gives an error`() async throws {
        let result = try await ask(TestSignatory()) { peer, frame in
            var answer = response(frame.header, ByteBuffer(repeating: 0, count: 100))
            try await peer.send(answer.readSlice(length: 50) ?? ByteBuffer())
            peer.close()
        }
        #expect(code(result) == .unavailable)
    }

    @Test func `A publication with a wrong digest, signature, identity or order is refused`() throws {
        let signatory = try TestSignatory()
        _ = try signatory.makeKeyset()
        let genuine = signatory.publication()
        func outcome(_ publication: KeysetPublication, identity: PublicKey? = nil) throws -> SignatoryError.Code? {
            var frames = try #require(EncodedPublication(publication)).frames(.getKeysets, requestID: 1, have: nil)
            var splitter = FrameSplitter(caps: { _ in .max })
            try splitter.append(frames.readSlice(length: frames.readableBytes) ?? ByteBuffer())
            var assembly = PublicationAssembly(identity: identity ?? signatory.publicKey, have: nil)
            var published: KeysetPublication?
            do throws(SignatoryError) {
                while let frame = try? splitter.next() {
                    let outcome = try assembly.receive(frame.payload)
                    if case .published(let publication) = outcome { published = publication }
                }
            } catch {
                return error.code
            }
            #expect(published?.keysets == publication.keysets)
            return nil
        }
        func changed(
            generation: UInt64? = nil, keysets: [Keyset]? = nil, digest: FixedBytes<32>? = nil,
            signature: SchnorrSignature? = nil
        ) -> KeysetPublication {
            KeysetPublication(
                generation: generation ?? genuine.generation, identity: genuine.identity,
                keysets: keysets ?? genuine.keysets, digest: digest ?? genuine.digest,
                signature: signature ?? genuine.signature)
        }
        #expect(try outcome(genuine) == nil)
        #expect(try outcome(genuine, identity: Sample.point(1)) == .unauthorized)
        #expect(try outcome(changed(generation: 7)) == .invalidArgument)
        #expect(try outcome(changed(keysets: genuine.keysets.reversed())) == .invalidArgument)
        #expect(try outcome(changed(keysets: [genuine.keysets[0]])) == .invalidArgument)
        #expect(try outcome(changed(digest: FixedBytes())) == .invalidArgument)
        #expect(try outcome(changed(signature: SchnorrSignature(FixedBytes()))) == .invalidArgument)
    }
}
