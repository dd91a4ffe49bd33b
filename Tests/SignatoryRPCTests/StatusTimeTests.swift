import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

/// Feature 2: releases before it know no such field, and refuse a message that has it.
@Suite(.timeLimit(.minutes(1))) struct StatusTimeTests {
    @Test(arguments: [(0, nil), (2, 1_800_000_000), (1, nil), (127, 1_800_000_000)] as [(UInt8, UInt64?)])
    func `Only a client that asks for the time of the signatory is told it`(
        features: UInt8, time: UInt64?
    ) async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.connect(to: server.path)
            try await peer.send(.hello, payload: RawPeer.hello(features: features))
            let answer = try HelloAnswer(payload: try #require(try await peer.next()).payload)
            let known = UInt64(features) & ProtocolFeature.wanted
            #expect(answer.features == known, "nothing that was not asked for, or is not known")
            try await peer.request(Method.status.rawValue, requestID: 1)
            let status = try SignatoryStatus(payload: try #require(try await peer.next()).payload)
            #expect(status.now == time)
            #expect(status.version == "signatory/test")
        }
    }

    @Test func `A signatory of a release that tells no time is understood`() async throws {
        let signatory = try TestSignatory()
        let directory = try TemporaryDirectory()
        let (listener, peers) = try await RawPeer.listen(on: directory.path(of: "mint.sock"))
        let serving = Task {
            for await peer in peers {
                try await peer.greetClient(as: signatory) { $0.features = 0 }
                while let frame = try await peer.next() {
                    let status = try await signatory.status()
                    try await peer.send(
                        Frame.bytes(.response, method: frame.header.method, requestID: frame.header.requestID) {
                            status.write(to: &$0, features: 0)
                        })
                }
                return
            }
        }
        let target = ClientConnection.Target(
            socketPath: directory.path(of: "mint.sock"), role: .mint, pinnedIdentity: signatory.publicKey,
            release: "test")
        let connection = try await ClientConnection.open(target, logger: quiet)
        let status = try await connection.call(.status, deadline: .now() + .seconds(30)) { _ in
        } read: { (payload) throws(SignatoryError) in
            try SignatoryStatus(payload: payload)
        }
        #expect(status.now == nil)
        #expect(status.isReady)
        connection.close()
        try await serving.value
        try await listener.close()
    }
}
