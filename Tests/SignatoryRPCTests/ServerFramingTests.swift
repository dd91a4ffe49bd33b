import Cashu
import LocalSockets
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

/// R06 to R11: bytes that are no frames, come too slowly, or are not read.
@Suite(.timeLimit(.minutes(1))) struct ServerFramingTests {
    /// A connection that is not the tested one still works.
    private func expectAlive(_ server: TestServer) async throws {
        let peer = try await RawPeer.greeted(server.path)
        try await peer.request(Method.status.rawValue, requestID: 1)
        #expect(try await peer.next()?.frameKind == .response)
    }

    @Test(arguments: [4_097, UInt32.max])
    func `A length above the cap of the method is refused by its header`(length: UInt32) async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            var header = ByteBuffer()
            FrameHeader(.request, method: Method.status.rawValue, requestID: 1, payloadLength: length)
                .write(to: &header)
            try await peer.send(header)
            let frame = try #require(try await peer.next())
            #expect(frame.frameKind == .failure)
            #expect(try SignatoryError.read(frame.payload).code == .frameTooLarge)
            #expect(try await peer.next() == nil)
            try await expectAlive(server)
        }
    }

    @Test func `A request without its deadline fails alone`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            for (id, count) in [UInt64(1), 2, 3, 4].enumerated() {
                try await peer.send(
                    .request, method: Method.status.rawValue, requestID: count,
                    payload: ByteBuffer(repeating: 0, count: id))
                let frame = try #require(try await peer.next())
                #expect(try SignatoryError.read(frame.payload).code == .invalidArgument)
            }
            try await peer.request(Method.status.rawValue, requestID: 5)
            #expect(try await peer.next()?.frameKind == .response)
        }
    }

    @Test func `A conversation cut at any byte harms nobody`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            var bytes = Frame.bytes(.hello) { _ = $0.writeImmutableBuffer(RawPeer.hello()) }
            let signing = Sample.payload { Sample.request(Sample.outputs(1)).write(to: &$0, points: .compressed) }
            let request = RawPeer.body(signing)
            Frame.append(.request, method: Method.blindSign.rawValue, requestID: 1, to: &bytes) {
                _ = $0.writeImmutableBuffer(request)
            }
            for length in 0..<bytes.readableBytes {
                let peer = try await RawPeer.connect(to: server.path)
                try await peer.send(bytes.getSlice(at: 0, length: length) ?? ByteBuffer())
                peer.close()
                while try await peer.next() != nil {}
            }
            try await expectAlive(server)
            #expect(server.signatory.signedOutputs == 0)
        }
    }

    @Test func `Hello and requests in single bytes, or all in one write, are answered`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            var bytes = Frame.bytes(.hello) { _ = $0.writeImmutableBuffer(RawPeer.hello()) }
            for id in UInt64(1)...3 {
                Frame.append(.request, method: Method.status.rawValue, requestID: id, to: &bytes) {
                    _ = $0.writeInteger(UInt32(0))
                }
            }
            let slow = try await RawPeer.connect(to: server.path)
            var rest = bytes
            while let byte = rest.readSlice(length: 1) { try await slow.send(byte) }
            let quick = try await RawPeer.connect(to: server.path)
            try await quick.send(bytes)
            for peer in [slow, quick] {
                #expect(try await peer.next()?.frameKind == .helloAck)
                var ids: Set<UInt64> = []
                for _ in 0..<3 { ids.insert(try #require(try await peer.next()).header.requestID) }
                #expect(ids == [1, 2, 3])
            }
        }
    }

    @Test func `A frame that is begun and not completed ends its connection`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.timing.frame = .milliseconds(20) }) { server in
            let peer = try await RawPeer.greeted(server.path)
            try await peer.send(ByteBuffer(bytes: [0, 0, 0]))
            #expect(try await peer.next() == nil)
            try await expectAlive(server)
        }
    }

    @Test func `A client that sends no more still gets its answer and then the end`() async throws {
        let release = Latch()
        let signatory = try TestSignatory { _ in await release.wait() }
        try await TestServer.with(signatory) { server in
            let peer = try await RawPeer.greeted(server.path)
            let outputs = Sample.outputs(1, keysetID: signatory.activeKeyset.id)
            try await peer.request(
                Method.blindSign.rawValue, requestID: 1,
                payload: Sample.payload { Sample.request(outputs).write(to: &$0, points: .compressed) })
            try await peer.closeOutput()
            release.step()
            let frame = try #require(try await peer.next())
            #expect(frame.frameKind == .response)
            #expect(try SigningResult.read(frame.payload, for: outputs, points: .compressed).count == 1)
            #expect(try await peer.next() == nil)
        }
    }

    @Test func `A client that never reads is cut off, and no other waits for it`() async throws {
        try await TestServer.with(
            TestSignatory(),
            configure: {
                $0.timing.slowReader = .milliseconds(50)
                $0.timing.heartbeat = .seconds(60)
            }
        ) { server in
            let peer = try await RawPeer.greeted(server.path)
            try await peer.setReading(false)
            // Each is answered with a failure larger than itself, until nothing more fits anywhere.
            let sending = Task {
                var id: UInt64 = 0
                while !Task.isCancelled {
                    var burst = ByteBuffer()
                    for _ in 0..<1_000 {
                        id += 1
                        Frame.append(.request, method: 999, requestID: id, to: &burst) {
                            _ = $0.writeInteger(UInt32(0))
                        }
                    }
                    try await peer.send(burst)
                }
            }
            try await expectAlive(server)
            await #expect(throws: (any Error).self) { try await sending.value }
            try await expectAlive(server)
        }
    }

    @Test func `A socket that stops listening by itself is an error of the server`() async throws {
        let directory = try TemporaryDirectory()
        let server = try await TestServer.listen(TestSignatory(), in: directory)
        let running = Task { try await server.run() }
        server.channel.close(promise: nil)
        let expected = LocalSocketError.system(
            directory.path(of: "mint.sock"), problem: "the socket stopped listening by itself")
        await #expect(throws: expected) { try await running.value }
    }

    @Test func `Silence is broken by a PING and ends the connection when nothing comes back`() async throws {
        try await TestServer.with(
            TestSignatory(),
            configure: {
                $0.timing.idle = .milliseconds(20)
                $0.timing.dead = .milliseconds(80)
            }
        ) { server in
            let peer = try await RawPeer.greeted(server.path)
            var pings = 0
            while let frame = try await peer.next() {
                #expect(frame.frameKind == .ping)
                pings += 1
            }
            #expect(pings > 0)
        }
    }

    @Test func `A PING is answered`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path)
            try await peer.send(.ping)
            #expect(try await peer.next()?.frameKind == .pong)
        }
    }

    @Test func `Request ids that repeat or go back end the connection`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            for second in [UInt64(7), 6, 0] {
                let peer = try await RawPeer.greeted(server.path)
                try await peer.request(Method.status.rawValue, requestID: 7)
                #expect(try await peer.next()?.header.requestID == 7)
                try await peer.request(Method.status.rawValue, requestID: second)
                #expect(try await peer.next() == nil)
            }
        }
    }

    @Test func `On shutdown clients are told, what is in flight is answered and nothing new is taken`() async throws {
        let started = Latch()
        let release = Latch()
        let signatory = try TestSignatory { _ in
            started.step()
            await release.wait()
        }
        let directory = try TemporaryDirectory()
        let server = try await TestServer.listen(signatory, in: directory)
        let peer = try await RawPeer.greeted(directory.path(of: "mint.sock"))
        let outputs = Sample.outputs(1, keysetID: signatory.activeKeyset.id)
        let request = Sample.payload { Sample.request(outputs).write(to: &$0, points: .compressed) }
        try await peer.request(Method.blindSign.rawValue, requestID: 1, payload: request)
        await started.wait()
        let running = Task { try await server.run() }
        running.cancel()
        #expect(try await peer.next()?.frameKind == .goAway)
        try await peer.request(Method.blindSign.rawValue, requestID: 2, payload: request)
        let refused = try #require(try await peer.next())
        #expect(refused.header.requestID == 2)
        #expect(try SignatoryError.read(refused.payload).code == .unavailable)
        release.step()
        let answered = try #require(try await peer.next())
        #expect(answered.frameKind == .response && answered.header.requestID == 1)
        #expect(try await peer.next() == nil)
        try await running.value
        await #expect(throws: (any Error).self) { try await RawPeer.connect(to: directory.path(of: "mint.sock")) }
    }
}
