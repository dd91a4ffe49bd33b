import Cashu
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

@Suite(.timeLimit(.minutes(1))) struct PublicationTests {
    @Test func `A subscriber hears of the current keysets and of every rotation`() async throws {
        let signatory = try TestSignatory()
        try await TestServer.with(signatory) { server in
            let administrationServer = try await TestServer.listen(signatory, in: server.directory, as: "admin.sock")
            let operatorClient = try await RemoteSignatoryAdministration.connect(
                socketPath: server.directory.path(of: "admin.sock"), pinnedIdentity: signatory.publicKey, logger: quiet)
            try await server.withClient { client in
                var publications = client.publications().makeAsyncIterator()
                let first = try #require(await publications.next())
                #expect(first.generation == 1 && first.isAuthentic && first.keysets == [signatory.activeKeyset])
                let rotated = try await operatorClient.rotate(
                    KeysetRotation(unit: .sat, inputFeePPK: 100, expectedGeneration: 1))
                #expect(rotated.generation == 2)
                let second = try #require(await publications.next())
                #expect(second.generation == 2 && second.keysets.count == 2)
                #expect(second.keysets.last == rotated.keyset)
                // Who comes later hears the newest at once.
                var late = client.publications().makeAsyncIterator()
                #expect(await late.next()?.generation == 2)
                #expect(try await operatorClient.keysets().keysets == second.keysets)
                #expect(try await operatorClient.status().generation == 2)
                let stale = await #expect(throws: SignatoryError.self) {
                    try await operatorClient.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0, expectedGeneration: 1))
                }
                #expect(stale?.code == .staleGeneration)
            }
            operatorClient.close()
            await administrationServer.shutDown()
        }
    }

    private func events(_ peer: RawPeer, _ count: Int) async throws -> [ByteBuffer] {
        var events: [ByteBuffer] = []
        for _ in 0..<count {
            let frame = try #require(try await peer.next())
            #expect(frame.frameKind == .event)
            events.append(frame.payload)
        }
        return events
    }

    @Test func `A subscriber that has the publication gets its begin and end, and again as heartbeat`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.timing.heartbeat = .milliseconds(10) }) { server in
            let publication = server.signatory.publication()
            let mark = PublicationMark(generation: publication.generation, digest: publication.digest)
            let peer = try await RawPeer.greeted(server.path)
            try await peer.request(
                Method.subscribeKeysets.rawValue, requestID: 1,
                payload: Sample.payload { SubscriptionRequest(have: mark).write(to: &$0) })
            for _ in 0..<3 {
                let events = try await events(peer, 2)
                #expect(try PublicationBegin(payload: events[0]).mark == mark)
                #expect(try PublicationEnd(payload: events[1]).generation == mark.generation)
            }
        }
    }

    @Test func `A cancelled subscription is silent, and another may follow`() async throws {
        let signatory = try TestSignatory()
        try await TestServer.with(signatory) { server in
            let peer = try await RawPeer.greeted(server.path)
            try await peer.request(Method.subscribeKeysets.rawValue, requestID: 1)
            _ = try await events(peer, 3)
            try await peer.request(Method.subscribeKeysets.rawValue, requestID: 2)
            #expect(try await peer.next()?.frameKind == .failure)
            try await peer.send(.cancel, requestID: 1)
            try await peer.send(.ping)
            #expect(try await peer.next()?.frameKind == .pong)
            _ = try signatory.makeKeyset()
            try await peer.request(Method.getKeysets.rawValue, requestID: 3)
            var flags: [UInt8] = []
            // Begin, one or two keysets, end: whether the rotation has reached the server yet.
            repeat {
                let frame = try #require(try await peer.next())
                #expect(frame.header.requestID == 3)
                flags.append(frame.header.flags)
            } while flags.last != FrameHeader.endOfStream
            #expect((3...4).contains(flags.count))
        }
    }

    @Test func `After a reconnection an unchanged set is not sent again, only what is new`() async throws {
        let signatory = try TestSignatory()
        let directory = try TemporaryDirectory()
        let first = try await TestServer.listen(signatory, in: directory)
        let client = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: nil, patience: .seconds(30), logger: quiet)
        let running = Task { await client.run() }
        var publications = client.publications().makeAsyncIterator()
        #expect(await publications.next()?.generation == 1)
        await first.shutDown()

        let (listener, peers) = try await RawPeer.listen(on: directory.path(of: "mint.sock"))
        var connections = peers.makeAsyncIterator()
        let peer = try #require(await connections.next())
        try await peer.greetClient(as: signatory)
        let request = try #require(try await peer.next())
        #expect(request.header.method == Method.subscribeKeysets.rawValue)
        var payload = request.payload
        payload.moveReaderIndex(forwardBy: 4)
        let publication = signatory.publication()
        let mark = PublicationMark(generation: publication.generation, digest: publication.digest)
        #expect(try SubscriptionRequest(payload: payload).have == mark)
        let encoded = try #require(EncodedPublication(publication))
        try await peer.send(
            encoded.frames(.subscribeKeysets, requestID: request.header.requestID, have: mark))
        _ = try signatory.makeKeyset()
        let next = try #require(EncodedPublication(signatory.publication()))
        try await peer.send(next.frames(.subscribeKeysets, requestID: request.header.requestID, have: mark))
        #expect(await publications.next()?.generation == 2)
        running.cancel()
        await running.value
        try await listener.close()
    }
}
