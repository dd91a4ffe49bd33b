import CashuCrypto
import Logging
import NIOCore
import NIOPosix
import SignatoryAPI
import Testing

@testable import SignatoryRPC

/// A connection on whose event loop the test decides what is read.
private final class ManualLink: FramedLink {
    let eventLoop: NIOIsolatedEventLoop
    var isWritable = true
    /// Generations of the publications that were written, each as often as it was.
    private(set) var generations: [UInt64] = []

    init(_ eventLoop: NIOIsolatedEventLoop) { self.eventLoop = eventLoop }

    func write(_ frames: ByteBuffer) {
        var splitter = FrameSplitter(caps: { _ in .max })
        do {
            try splitter.append(frames)
            let frame = try #require(try splitter.next())
            generations.append(try PublicationBegin(payload: frame.payload).mark.generation)
        } catch {
            Issue.record(error)
        }
    }

    func closeAfterWriting(_ reason: String) {}
    func close(_ reason: String) {}
    func setCaps(_ caps: @escaping (FrameHeader) -> UInt32?) {}
    func startKeepAlive() {}
}

@Suite(.timeLimit(.minutes(1))) struct HeldPublicationTests {
    private static func peer(_ signatory: TestSignatory, heartbeat: TimeAmount) -> ServerPeer {
        var configuration = SignatoryServer.Configuration(socketPath: "unused")
        configuration.timing.heartbeat = heartbeat
        configuration.timing.handshake = .minutes(2)
        let surroundings = ServerPeer.Surroundings(
            service: .mint(signatory),
            handshake: ServerHandshake(
                identity: signatory.serverIdentity, roles: [.mint], instanceID: .random(), server: "test",
                maximumInFlight: 64),
            feed: PublicationFeed(), admission: Admission(maximumHandshakes: 1, maximumConnections: 1),
            configuration: configuration)
        return ServerPeer(surroundings, mailbox: Mailbox(), number: 1, uid: 0, logger: quiet)
    }

    /// What is written when the client reads again, after `publications` and then heartbeats that found no room.
    private func written(
        _ publications: [EncodedPublication], heldFrom first: Int, _ signatory: TestSignatory
    ) async throws -> [UInt64] {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        return try await loop.flatSubmit {
            let isolated = loop.assumeIsolated()
            let link = ManualLink(isolated)
            let peer = Self.peer(signatory, heartbeat: .milliseconds(1))
            peer.opened(link)
            do throws(SignatoryError) {
                try peer.subscribe(SubscriptionRequest(have: nil), requestID: 1)
            } catch {
                Issue.record(error)
            }
            for (position, publication) in publications.enumerated() {
                link.isWritable = position < first
                peer.publish(publication)
            }
            link.isWritable = false
            // A loop runs what is scheduled in the order of its times: the heartbeat has come before.
            return isolated.scheduleTask(in: .milliseconds(50)) {
                link.isWritable = true
                peer.becameWritable()
                peer.closed("the test is done", undelivered: [])
                return link.generations
            }.futureResult
        }.get()
    }

    @Test func `A heartbeat does not displace the newer publication that waits for the client`() async throws {
        let signatory = try TestSignatory()
        let old = try #require(EncodedPublication(signatory.publication()))
        _ = try signatory.makeKeyset()
        let new = try #require(EncodedPublication(signatory.publication()))
        #expect(try await written([old, new], heldFrom: 1, signatory) == [1, 2])
    }

    @Test func `A heartbeat that found no room is sent when there is some`() async throws {
        let signatory = try TestSignatory()
        let publication = try #require(EncodedPublication(signatory.publication()))
        #expect(try await written([publication], heldFrom: 1, signatory) == [1, 1])
    }
}
