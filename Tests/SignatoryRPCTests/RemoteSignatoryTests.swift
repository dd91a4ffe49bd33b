import Cashu
import CashuCrypto
import NIOCore
import NIOPosix
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

@Suite(.timeLimit(.minutes(1))) struct RemoteSignatoryTests {
    @Test func `What is signed over the socket has a valid proof and verifies over the socket`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await server.withClient { client in
                let keyset = server.signatory.activeKeyset
                let outputs = Sample.outputs(3, keysetID: keyset.id)
                let signatures = try await client.blindSign(Sample.request(outputs))
                let key = try #require(keyset.keys[1])
                for (output, signature) in zip(outputs, signatures) {
                    let proof = try #require(signature.proof)
                    #expect(proof.isValid(for: output.point, signature: signature.point, key: key))
                }
                // Y itself was "blinded", by zero: the signatures are those of the secrets.
                let claims = signatures.enumerated().map { number, signature in
                    ProofClaim(
                        amount: 1, keysetID: keyset.id,
                        preimage: number == 0 ? .secret(Sample.secret(0)) : .point(Sample.point(number)),
                        signature: signature.point)
                }
                #expect(try await client.verify(claims) == .valid)
                let forged = ProofClaim(
                    amount: 2, keysetID: keyset.id, preimage: claims[2].preimage, signature: claims[2].signature)
                #expect(try await client.verify([claims[0], claims[1], forged]) == .invalid(firstBad: 2))
                #expect(try await client.status() == (try await server.signatory.status()))
                #expect(client.isConnected)
            }
        }
    }

    @Test func `The largest requests pass`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            try await server.withClient { client in
                let keyset = server.signatory.activeKeyset
                let outputs = Sample.outputs(SigningRequest.maximumOutputs, keysetID: keyset.id)
                #expect(try await client.blindSign(Sample.request(outputs)).count == outputs.count)
                let secret = try #require(Secret(String(repeating: "x", count: Secret.maximumBytes)))
                let claim = ProofClaim(
                    amount: 1, keysetID: keyset.id, preimage: .secret(secret), signature: Sample.point(1))
                let claims = Array(repeating: claim, count: ProofClaim.maximumCount)
                #expect(try await client.verify(claims) == .invalid(firstBad: 0))
            }
        }
    }

    @Test func `Requests that are empty or too large never leave`() async throws {
        let client = RemoteSignatory(socketPath: "/nonexistent", pinnedIdentity: nil, logger: quiet)
        for count in [0, SigningRequest.maximumOutputs + 1] {
            let outputs = Array(repeating: Sample.outputs(1)[0], count: count)
            let error = await #expect(throws: SignatoryError.self) {
                try await client.blindSign(Sample.request(outputs))
            }
            #expect(error?.code == .invalidArgument)
        }
        let error = await #expect(throws: SignatoryError.self) { try await client.verify([]) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func `Answers come in whichever order they are ready`() async throws {
        let release = Latch()
        let signatory = try TestSignatory { request in
            if request.outputs.count == 2 { await release.wait() }
        }
        try await TestServer.with(signatory) { server in
            try await server.withClient { client in
                let id = signatory.activeKeyset.id
                async let held = client.blindSign(Sample.request(Sample.outputs(2, keysetID: id)))
                let overtaking = try await client.blindSign(Sample.request(Sample.outputs(1, keysetID: id))).count
                #expect(overtaking == 1)
                release.step()
                let overtaken = try await held.count
                #expect(overtaken == 2)
            }
        }
    }

    @Test func `More requests than may be in flight wait for their turn`() async throws {
        try await TestServer.with(TestSignatory(), configure: { $0.maximumInFlight = 2 }) { server in
            try await server.withClient { client in
                let id = server.signatory.activeKeyset.id
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let outputs = Sample.outputs(1, keysetID: id, from: number)
                            return try await client.blindSign(Sample.request(outputs)).count
                        }
                    }
                    var signed = 0
                    for try await count in group { signed += count }
                    #expect(signed == 100)
                }
            }
        }
    }

    @Test func `A request whose time is over fails, and the connection goes on`() async throws {
        let release = Latch()
        let signatory = try TestSignatory { _ in await release.wait() }
        try await TestServer.with(signatory) { server in
            let target = ClientConnection.Target(
                socketPath: server.path, role: .mint, pinnedIdentity: nil, release: "mintd")
            let connection = try await ClientConnection.open(target, logger: quiet)
            let request = Sample.request(Sample.outputs(1, keysetID: signatory.activeKeyset.id))
            let error = await #expect(throws: SignatoryError.self) {
                try await connection.call(.blindSign, deadline: .now() + .milliseconds(10)) {
                    request.write(to: &$0, points: connection.hello.points)
                } read: { _ in
                }
            }
            #expect(error?.code == .deadlineExceeded)
            release.step()
            try await connection.call(.status, deadline: .now() + .seconds(30)) { _ in
            } read: { (payload) throws(SignatoryError) in
                _ = try SignatoryStatus(payload: payload)
            }
        }
    }

    @Test func `A cancelled request ends at once and its late answer is dropped`() async throws {
        let started = Latch()
        let release = Latch()
        let signatory = try TestSignatory { request in
            guard request.outputs.count == 2 else { return }
            started.step()
            await release.wait()
        }
        try await TestServer.with(signatory) { server in
            try await server.withClient { client in
                let id = signatory.activeKeyset.id
                let request = Task {
                    try await client.blindSign(Sample.request(Sample.outputs(2, keysetID: id)))
                }
                await started.wait()
                request.cancel()
                let error = await #expect(throws: SignatoryError.self) { try await request.value }
                #expect(error?.code == .cancelled)
                release.step()
                let signed = try await client.blindSign(Sample.request(Sample.outputs(1, keysetID: id))).count
                #expect(signed == 1)
            }
        }
    }

    @Test func `Without a server a request fails as unavailable when patience ends`() async throws {
        let directory = try TemporaryDirectory()
        let client = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: nil, patience: .milliseconds(10), logger: quiet)
        let running = Task { await client.run() }
        let error = await #expect(throws: SignatoryError.self) { try await client.status() }
        #expect(error?.code == .unavailable)
        #expect(error?.isTransient == true)
        #expect(!client.isConnected)
        running.cancel()
        await running.value
    }

    @Test func `A request made before the server is there is served when it comes`() async throws {
        let signatory = try TestSignatory()
        let directory = try TemporaryDirectory()
        let client = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: nil, patience: .seconds(30),
            requestTimeout: .seconds(40), logger: quiet)
        let running = Task { await client.run() }
        async let status = client.status()
        let server = try await TestServer.listen(signatory, in: directory)
        #expect(try await status.isReady)
        running.cancel()
        await running.value
        await server.shutDown()
    }

    @Test func `A signatory of another identity is never asked`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let client = RemoteSignatory(
                socketPath: server.path, pinnedIdentity: try TestSignatory(seed: 8).publicKey,
                patience: .milliseconds(200), logger: quiet)
            let running = Task { await client.run() }
            let error = await #expect(throws: SignatoryError.self) { try await client.status() }
            #expect(error?.code == .unavailable)
            running.cancel()
            await running.value
        }
    }

    @Test func `A server that goes and comes back is found again, and the request it held is repeated`() async throws {
        let started = Latch()
        let release = Latch()
        let signatory = try TestSignatory { _ in
            started.step()
            if started.steps == 1 { await release.wait() }
        }
        let directory = try TemporaryDirectory()
        let first = try await TestServer.listen(signatory, in: directory) { $0.timing.shutdown = .milliseconds(1) }
        let client = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: signatory.publicKey, patience: .seconds(30),
            requestTimeout: .seconds(40), logger: quiet)
        let running = Task { await client.run() }
        let request = Sample.request(Sample.outputs(1, keysetID: signatory.activeKeyset.id))
        let held = Task { try await client.blindSign(request) }
        await started.wait()
        await first.shutDown()
        let error = await #expect(throws: SignatoryError.self) { try await held.value }
        #expect(error?.code == .unavailable)
        release.step()
        let second = try await TestServer.listen(signatory, in: directory)
        #expect(try await client.blindSign(request).count == 1)
        running.cancel()
        await running.value
        await second.shutDown()
    }

    @Test func `What is asked of a connection that is being closed is refused, and not left without an answer`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let target = ClientConnection.Target(
                socketPath: server.path, role: .mint, pinnedIdentity: nil, release: "test")
            let connection = try await ClientConnection.open(target, on: loop, logger: quiet)
            // On its loop, which delivers the order to close and the request together.
            let code = await Task(executorPreference: LoopExecutor(loop)) { () async -> SignatoryError.Code? in
                connection.close()
                do throws(SignatoryError) {
                    try await connection.call(.status, deadline: .now() + .minutes(5)) { _ in } read: { _ in }
                    return nil
                } catch {
                    return error.code
                }
            }.value
            #expect(code == .unavailable)
        }
    }

    @Test func `After its end a client fails every request at once`() async throws {
        try await TestServer.with(TestSignatory()) { server in
            let client = RemoteSignatory(
                socketPath: server.path, pinnedIdentity: nil, patience: .seconds(50), logger: quiet)
            let running = Task { await client.run() }
            _ = try await client.status()
            client.close()
            let error = await #expect(throws: SignatoryError.self) { try await client.status() }
            #expect(error?.code == .unavailable)
            for await _ in client.publications() {}
            await running.value
        }
    }
}
