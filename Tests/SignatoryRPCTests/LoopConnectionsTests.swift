import EventLoops
import NIOCore
import NIOPosix
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

@Suite("The connections of event loops")
struct LoopConnectionsTests {
    private static let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())

    /// What `body` gives in a task of each event loop.
    private func onEveryLoop<R: Sendable>(_ body: @escaping @Sendable () async -> R) async -> [R] {
        var results: [R] = []
        for loop in Self.loops {
            results.append(await Task(executorPreference: LoopExecutor(loop), operation: body).value)
        }
        return results
    }

    /// Of each event loop, whether it has one.
    private func owners(_ client: RemoteSignatory) async -> [Bool] {
        await onEveryLoop { client.besides.ofThisLoop != nil }
    }

    /// Of each event loop, why its task is not answered.
    private func refusals(_ client: RemoteSignatory) async -> [SignatoryError.Code?] {
        await onEveryLoop { () async -> SignatoryError.Code? in
            do throws(SignatoryError) {
                _ = try await client.status()
                return nil
            } catch {
                return error.code
            }
        }
    }

    private static let none = loops.map { _ in false }
    private static let answered = loops.map { _ in SignatoryError.Code?.none }

    private func withClient(
        of server: TestServer, connections: Int, _ body: (RemoteSignatory) async throws -> Void
    ) async throws {
        let client = RemoteSignatory(
            socketPath: server.path, pinnedIdentity: nil, patience: .seconds(20), requestTimeout: .seconds(20),
            connections: connections, logger: quiet)
        let running = Task { await client.run() }
        do { try await body(client) } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        await running.value
        #expect(await owners(client) == Self.none)
    }

    @Test func `Tasks on event loops have connections of their own, as many as are wanted`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            for connections in [1, 2, Self.loops.count] {
                try await withClient(of: server, connections: connections) { client in
                    let own = Self.loops.indices.map { $0 % min(connections, Self.loops.count) > 0 }
                    #expect(await eventually { await owners(client) == own })
                    #expect(client.besides.ofThisLoop == nil)
                    #expect(await refusals(client) == Self.answered)
                }
            }
        }
    }

    @Test func `Where there is place for one connection, it serves every task`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.maximumConnections = 1 }) { server in
            try await withClient(of: server, connections: 2) { client in
                #expect(await refusals(client) == Self.answered)
                #expect(await owners(client) == Self.none)
            }
        }
    }

    @Test func `A connection that is lost is made anew, and the first serves its tasks meanwhile`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await withClient(of: server, connections: 2) { client in
                let loop = Self.loops[1 % Self.loops.count]
                let hasOwn = { @Sendable () async -> Bool in
                    await Task(executorPreference: LoopExecutor(loop)) { client.besides.ofThisLoop != nil }.value
                }
                #expect(await eventually { await hasOwn() })
                client.besides.close()
                #expect(await eventually { await !hasOwn() })
                #expect(await refusals(client) == Self.answered)
                #expect(await eventually { await hasOwn() })
            }
        }
    }

    @Test func `They end with the client, and what is asked then is refused at once`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await withClient(of: server, connections: 2) { client in
                #expect(await refusals(client) == Self.answered)
                client.close()
                #expect(await refusals(client) == Self.loops.map { _ in .unavailable })
            }
        }
    }
}
