import Cashu
import EventLoops
import NIOCore
import NIOPosix
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

@Suite("The connections of event loops", .timeLimit(.minutes(1)))
struct LoopConnectionsTests {
    private static let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())

    private func onLoop<R: Sendable>(_ number: Int, _ body: @escaping @Sendable () async -> R) async -> R {
        await Task(executorPreference: LoopExecutor(Self.loops[number]), operation: body).value
    }

    /// Why a request that a task of the second event loop makes is not answered, or how many signatures it brings.
    private func signing(
        _ client: RemoteSignatory, _ request: SigningRequest
    ) async -> Result<Int, SignatoryError> {
        await onLoop(1) { () async -> Result<Int, SignatoryError> in
            do throws(SignatoryError) { return .success(try await client.blindSign(request).count) } catch {
                return .failure(error)
            }
        }
    }

    /// Whether the tasks of an event loop have a connection of their own.
    private func isOwner(_ number: Int, of client: RemoteSignatory) async -> Bool {
        guard let connections = client.gate.current else { return false }
        return await onLoop(number) { connections.ofThisLoop !== connections.first }
    }

    private func owners(_ client: RemoteSignatory) async -> [Bool] {
        var owners: [Bool] = []
        for number in Self.loops.indices { owners.append(await isOwner(number, of: client)) }
        return owners
    }

    /// Of each event loop, why its task is not answered.
    private func refusals(_ client: RemoteSignatory) async -> [SignatoryError.Code?] {
        var refusals: [SignatoryError.Code?] = []
        for number in Self.loops.indices {
            refusals.append(
                await onLoop(number) { () async -> SignatoryError.Code? in
                    do throws(SignatoryError) {
                        _ = try await client.status()
                        return nil
                    } catch {
                        return error.code
                    }
                })
        }
        return refusals
    }

    private static let answered = loops.map { _ in SignatoryError.Code?.none }

    private func withClient(
        of server: TestServer, connections: Int, _ body: (RemoteSignatory) async throws -> Void
    ) async throws {
        let client = RemoteSignatory(
            socketPath: server.path, pinnedIdentity: nil, patience: .seconds(20), requestTimeout: .seconds(20),
            maximumConnections: connections, logger: quiet)
        let running = Task { await client.run() }
        do { try await body(client) } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        await running.value
    }

    @Test func `Tasks on event loops have connections of their own, as many as are wanted`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            for connections in [1, 2, Self.loops.count] {
                try await withClient(of: server, connections: connections) { client in
                    let own = Self.loops.indices.map { $0 % min(connections, Self.loops.count) > 0 }
                    #expect(await refusals(client) == Self.answered)
                    #expect(await eventually { await owners(client) == own })
                    #expect(await refusals(client) == Self.answered)
                    let current = try #require(client.gate.current)
                    #expect(current.ofThisLoop === current.first, "this test runs in the pool")
                }
            }
        }
    }

    @Test func `Where there is place for one connection, it serves every task`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.maximumConnections = 1 }) { server in
            try await withClient(of: server, connections: 2) { client in
                #expect(await refusals(client) == Self.answered)
                #expect(await owners(client) == Self.loops.map { _ in false })
            }
        }
    }

    @Test func `The others answer to the identity of the first`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let target = ClientConnection.Target(
                socketPath: server.path, role: .mint, pinnedIdentity: nil, release: "test")
            let first = try await ClientConnection.open(target, on: LoopConnections.firstLoop, logger: quiet)
            var other = target
            other.pinnedIdentity = try TestSignatory(seed: 8).publicKey
            let connections = LoopConnections(first, maximum: Self.loops.count)
            let opening = Task { [other] in await connections.open(to: other, logger: quiet) }
            for number in Self.loops.indices {
                let isFirst = await onLoop(number) { connections.ofThisLoop === first }
                #expect(isFirst)
            }
            opening.cancel()
            await opening.value
        }
    }

    @Test(.enabled(if: loops.count > 1))
    func `The loss of one is the loss of all, and they are made anew`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await withClient(of: server, connections: 2) { client in
                #expect(await eventually { await isOwner(1, of: client) })
                let connections = try #require(client.gate.current)
                let lost = await onLoop(1) { connections.ofThisLoop }
                lost.close()
                #expect(await eventually { connections.first.isRetired })
                let isFirst = await onLoop(1) { connections.ofThisLoop === connections.first }
                #expect(isFirst, "what has ended is asked no more")
                #expect(await eventually { client.gate.current.map { $0 !== connections } ?? false })
                #expect(await refusals(client) == Self.answered)
                #expect(await eventually { await isOwner(1, of: client) })
            }
        }
    }

    /// A request of the second event loop is answered, whatever is done while it is in flight.
    private func expectAnswer(
        inSpiteOf spite: (TestServer, RemoteSignatory, LoopConnections) async throws -> Void
    ) async throws {
        let (started, release) = (Latch(), Latch())
        let signatory = try TestSignatory { _ in
            started.step()
            await release.wait()
        }
        try await TestServer.with(signatory) { server in
            try await withClient(of: server, connections: 2) { client in
                #expect(await eventually { await isOwner(1, of: client) })
                let connections = try #require(client.gate.current)
                let request = Sample.request(Sample.outputs(1, keysetID: signatory.activeKeyset.id))
                async let signatures = signing(client, request)
                await started.wait()
                try await spite(server, client, connections)
                release.step()
                #expect(await signatures == .success(1))
            }
        }
    }

    @Test(.enabled(if: loops.count > 1))
    func `What is in flight on another is answered when the signatory goes away`() async throws {
        try await expectAnswer(inSpiteOf: { server, client, connections in
            let own = await onLoop(1) { connections.ofThisLoop }
            Task { await server.server.shutDown() }
            #expect(await eventually { own.isRetired && !client.isConnected })
        })
    }

    @Test(.enabled(if: loops.count > 1))
    func `What is in flight on another is answered when the first is lost`() async throws {
        try await expectAnswer(inSpiteOf: { _, client, connections in
            connections.first.close()
            #expect(await eventually { client.gate.current.map { $0 !== connections } ?? false })
        })
    }

    @Test func `They end with the client, and what is asked then is refused at once`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await withClient(of: server, connections: 2) { client in
                #expect(await refusals(client) == Self.answered)
                let connections = try #require(client.gate.current)
                client.close()
                #expect(await refusals(client) == Self.loops.map { _ in .unavailable })
                #expect(await eventually { connections.first.isRetired })
            }
        }
    }
}
