import Cashu
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

/// R13 to R16, R19, R25 to R27, R31, R34: requests, well formed or not.
@Suite(.timeLimit(.minutes(1))) struct ServerRequestTests {
    private func answer(
        _ peer: RawPeer, _ method: Method, _ id: UInt64, _ payload: ByteBuffer
    ) async throws -> SignatoryError.Code? {
        try await peer.request(method.rawValue, requestID: id, payload: payload)
        let frame = try #require(try await peer.next())
        #expect(frame.header.requestID == id && frame.header.method == method.rawValue)
        return frame.frameKind == .failure ? try SignatoryError.read(frame.payload).code : nil
    }

    @Test func `Messages that are malformed fail alone and nothing is signed`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            let messages = [
                "", "0b0c", "0f", "00", "08ffffffffffffffffff7f", "0a", "0aff", "7a00", "08011001", "08050a00",
                // No outputs; a purpose out of range; an empty output; a short operation id.
                "0802 12100102030405060708090a0b0c0d0e0f10", "0809 12100102030405060708090a0b0c0d0e0f10 1a00",
                "0802 12100102030405060708090a0b0c0d0e0f10 1a00", "0802 120101 1a00",
            ]
            for (index, message) in messages.enumerated() {
                let payload = try ByteBuffer(hex: message)
                #expect(try await answer(peer, .blindSign, UInt64(index + 1), payload) == .invalidArgument)
            }
            #expect(try await answer(peer, .status, 100, ByteBuffer()) == nil)
            #expect(server.signatory.signedOutputs == 0)
        }
    }

    @Test func `One bad output among a thousand leaves the others unsigned`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            let outputs = Sample.outputs(1_000, keysetID: server.signatory.activeKeyset.id)
            var request = Sample.payload { Sample.request(outputs).write(to: &$0, points: .compressed) }
            // The last point gets an x that is not on the curve.
            request.moveWriterIndex(to: request.writerIndex - 32)
            request.writeRepeatingByte(0, count: 31)
            request.writeInteger(UInt8(5))
            #expect(try await answer(peer, .blindSign, 1, request) == .invalidPoint)
            #expect(server.signatory.signedOutputs == 0)
        }
    }

    @Test func `The same B_ twice is refused with its position`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await server.withClient { client in
                let output = Sample.outputs(1, keysetID: server.signatory.activeKeyset.id)
                let error = await #expect(throws: SignatoryError.self) {
                    try await client.blindSign(Sample.request(output + output))
                }
                #expect(error?.code == .duplicateOutput)
                #expect(error?.index == 1)
                #expect(error?.keysetID == output[0].keysetID)
                #expect(server.signatory.signedOutputs == 0)
            }
        }
    }

    @Test func `A method that does not exist is said to be unknown`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            for (id, method) in [UInt16(0), 6, 102, .max].enumerated() {
                try await peer.request(method, requestID: UInt64(id + 1))
                let frame = try #require(try await peer.next())
                #expect(try SignatoryError.read(frame.payload).code == .methodUnknown)
            }
        }
    }

    @Test func `Rotation on the mint's socket is refused, and signing by a monitor or the operator`() async throws {
        let signatory = try TestSignatory()
        let rotation = Sample.payload { KeysetRotation(unit: .sat, inputFeePPK: 0).write(to: &$0) }
        let signing = Sample.payload {
            Sample.request(Sample.outputs(1, keysetID: signatory.activeKeyset.id)).write(to: &$0, points: .compressed)
        }
        try await TestServer.with(signatory) { server in
            let mint = try await RawPeer.greeted(server.path)
            #expect(try await answer(mint, .rotateKeyset, 1, rotation) == .unauthorized)
            let monitor = try await RawPeer.greeted(server.path, role: 3)
            #expect(try await answer(monitor, .blindSign, 1, signing) == .unauthorized)
            #expect(try await answer(monitor, .verifyProofs, 2, signing) == .unauthorized)
            #expect(try await answer(monitor, .status, 3, ByteBuffer()) == nil)
            let administration = try await TestServer.listen(signatory, in: server.directory, as: "admin.sock")
            let operatorPeer = try await RawPeer.greeted(server.directory.path(of: "admin.sock"), role: 2)
            #expect(try await answer(operatorPeer, .blindSign, 1, signing) == .unauthorized)
            #expect(try await answer(operatorPeer, .subscribeKeysets, 2, ByteBuffer()) == .unauthorized)
            await administration.shutDown()
        }
        #expect(signatory.publication().generation == 1)
        #expect(signatory.signedOutputs == 0)
    }

    @Test func `One request in flight too many is told to come later`() async throws {
        let started = Latch()
        let release = Latch()
        let signatory = try TestSignatory { _ in
            started.step()
            await release.wait()
        }
        try await TestServer.with(signatory) { server in
            let peer = try await RawPeer.greeted(server.path)
            let outputs = Sample.outputs(1, keysetID: signatory.activeKeyset.id)
            let request = Sample.payload { Sample.request(outputs).write(to: &$0, points: .compressed) }
            for id in UInt64(1)...64 {
                try await peer.request(Method.blindSign.rawValue, requestID: id, payload: request)
            }
            await started.wait(for: 64)
            try await peer.request(Method.blindSign.rawValue, requestID: 65, payload: request)
            let refused = try #require(try await peer.next())
            #expect(refused.header.requestID == 65)
            let error = try SignatoryError.read(refused.payload)
            #expect(error.code == .overloaded && error.retryAfterMilliseconds > 0)
            release.step()
            var answered: Set<UInt64> = []
            for _ in 0..<64 { answered.insert(try #require(try await peer.next()).header.requestID) }
            #expect(answered == Set(1...64))
        }
    }

    @Test func `Answers go to the connection that asked`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peers = [try await RawPeer.greeted(server.path), try await RawPeer.greeted(server.path)]
            let id = server.signatory.activeKeyset.id
            for (number, peer) in peers.enumerated() {
                let outputs = Sample.outputs(number + 1, keysetID: id)
                try await peer.request(
                    Method.blindSign.rawValue, requestID: 1,
                    payload: Sample.payload { Sample.request(outputs).write(to: &$0, points: .compressed) })
            }
            for (number, peer) in peers.enumerated() {
                let frame = try #require(try await peer.next())
                let outputs = Sample.outputs(number + 1, keysetID: id)
                #expect(try SigningResult.read(frame.payload, for: outputs, points: .compressed).count == number + 1)
            }
        }
    }

    /// How the server fails a request to sign one output.
    private func failure(_ signatory: TestSignatory, deadline: NIODeadline) async throws -> SignatoryError.Code {
        let request = Sample.request(Sample.outputs(1, keysetID: signatory.activeKeyset.id))
        var frames = await RequestAnswering(
            service: .mint(signatory), feed: PublicationFeed(), uid: 0, features: 0, method: .blindSign,
            requestID: 1, payload: Sample.payload { request.write(to: &$0, points: .compressed) }, deadline: deadline
        ).run()
        frames.moveReaderIndex(forwardBy: FrameHeader.byteCount)
        return try SignatoryError.read(frames).code
    }

    @Test func `Work that is cancelled or expired before it begins is not done`() async throws {
        let signatory = try TestSignatory()
        #expect(try await failure(signatory, deadline: .now()) == .deadlineExceeded)
        let cancelled = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await failure(signatory, deadline: .distantFuture)
        }
        #expect(try await cancelled.value == .cancelled)
        #expect(signatory.signedOutputs == 0)
    }
}
