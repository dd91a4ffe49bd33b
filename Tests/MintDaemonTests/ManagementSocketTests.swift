import ManagementAPI
import MintDaemon
import NIOCore
import TestSupport
import Testing

@Suite("The management socket", .timeLimit(.minutes(1)))
struct ManagementSocketTests {
    private let daemon: RunningDaemon
    private let address: SocketAddress

    init() async throws {
        let place = try await Place.fresh()
        let path = place.directory.path(of: "ctl.sock")
        daemon = try await RunningDaemon({ $0.managementSocket = path }, in: place).ready()
        address = try SocketAddress(unixDomainSocketPath: path)
    }

    private func ask(_ request: String) async throws -> (status: Int, head: String, body: String)? {
        try await Wire.connect(address) { wire in
            try await wire.send(request)
            let answer = try await wire.answer()
            try await wire.end()
            return answer
        }
    }

    private func post(_ path: String, _ body: String) async throws -> Int? {
        let length = body.utf8.count
        return try await ask("POST \(path) HTTP/1.1\r\nHost: m\r\nContent-Length: \(length)\r\n\r\n\(body)")?.status
    }

    @Test("answers in JSON and ends each connection")
    func answers() async throws {
        let answer = try #require(try await ask("GET /v1/sagas HTTP/1.1\r\nHost: m\r\n\r\n"))
        #expect(answer.status == 200 && answer.head.contains("connection: close"))
        let list = try ManagementCoding.decode(SagaListAnswer.self, Array(answer.body.utf8))
        #expect(list.sagas.isEmpty && list.owner > 0)
    }

    @Test("is not the wallets' address: neither serves the other's paths")
    func separate() async throws {
        #expect(try await ask("GET /v1/keys HTTP/1.1\r\nHost: m\r\n\r\n")?.status == 404)
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("GET /v1/sagas HTTP/1.1\r\nHost: m\r\n\r\n")
            #expect(try await wire.answer()?.status == 404)
        }
    }

    @Test("refuses what it does not understand")
    func malformed() async throws {
        #expect(try await ask("DELETE /v1/sagas HTTP/1.1\r\nHost: m\r\n\r\n")?.status == 405)
        #expect(try await ask("GET /v1/sagas/xyz HTTP/1.1\r\nHost: m\r\n\r\n")?.status == 404)
        #expect(try await ask("nonsense\r\n\r\n")?.status == 400)
        let saga = "/v1/sagas/0192f0c1-2f6a-7c1e-9d43-0a5d5e6f7a81/resolve"
        for body in ["", "{", "[]", #"{"reason":"r"}"#, #"{"action":1,"reason":"r"}"#] {
            #expect(try await post(saga, body) == 400, "\(body)")
        }
        for body in [
            #"{"action":"explode","reason":"r"}"#, #"{"action":"settle","reason":"r","preimage":"ab"}"#,
            #"{"action":"retry","reason":""}"#,
        ] {
            #expect(try await post(saga, body) == 409, "\(body)")
        }
        #expect(try await post(saga, #"{"action":"retry","reason":"r"}"#) == 404)
        #expect(try await post("/v1/incidents/1/resolve", #"{"reason":"r"}"#) == 404)
    }

    @Test("takes no more bytes than a request needs")
    func limits() async throws {
        let body = String(repeating: " ", count: ManagementCoding.maximumRequestBytes + 1)
        try await Wire.connect(address) { wire in
            try await wire.send(
                "POST /v1/incidents/1/resolve HTTP/1.1\r\nHost: m\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
            try await wire.offer(body)
            #expect(try await wire.answer()?.status == 413)
            try await wire.end()
        }
        try await Wire.connect(address) { wire in
            try await wire.offer("GET /v1/sagas HTTP/1.1\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n")
            #expect(try await wire.answer()?.status != 200)
            try await wire.end()
        }
    }

    @Test("ends with the mint, also while somebody holds a silent connection open")
    func shutdown() async throws {
        let daemon = daemon
        try await Wire.connect(address) { wire in
            await daemon.assembled.shutDown()
            try await daemon.ended()
            try await wire.end()
        }
        await #expect(throws: (any Error).self) { try await Wire.connect(address) { _ in } }
    }
}
