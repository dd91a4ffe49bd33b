import Cashu
import CashuCrypto
import MintCore
import MintDaemon
import MintHTTP
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@Suite("A mint that listens", .timeLimit(.minutes(1)))
struct ServerTests {
    @Test("answers one request after another on a connection")
    func keepAlive() async throws {
        let daemon = try await RunningDaemon().ready()
        try await Wire.connect(daemon.port) { wire in
            for _ in 0..<3 {
                try await wire.send("GET /health HTTP/1.1\r\nHost: mint\r\n\r\n")
                let answer = try #require(try await wire.answer())
                #expect(answer.status == 200)
                #expect(answer.body == #"{"status":"live"}"#)
            }
            try await wire.post("/v1/mint/quote/bolt11", #"{"amount":8,"unit":"sat"}"#)
            #expect(try await wire.answer()?.status == 200)
            try await wire.post("/v1/swap", "{")
            #expect(try await wire.answer()?.body.contains("90001") == true)
            try await wire.send("GET /v1/keys HTTP/1.1\r\nHost: mint\r\n\r\n")
            #expect(try await wire.answer()?.status == 200)
        }
    }

    @Test("refuses a body by its announced size before it arrives, and ends the connection")
    func announced() async throws {
        let daemon = try await RunningDaemon().ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("POST /v1/swap HTTP/1.1\r\nHost: mint\r\nContent-Length: 99999999999\r\n\r\n{")
            let answer = try #require(try await wire.answer())
            #expect(answer.status == 413)
            #expect(answer.head.contains("connection: close"))
            #expect(answer.body.contains("90003"))
            try await wire.end()
        }
    }

    @Test("refuses a body that grows without having said so")
    func chunked() async throws {
        let daemon = try await RunningDaemon().ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("POST /v1/checkstate HTTP/1.1\r\nHost: mint\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "8000\r\n" + String(repeating: " ", count: 0x8000) + "\r\n"
            for _ in 0..<4 { try await wire.send(chunk) }
            #expect(try await wire.answer()?.status == 413)
        }
    }

    @Test("takes a body in chunks")
    func chunks() async throws {
        let daemon = try await RunningDaemon().ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("POST /v1/checkstate HTTP/1.1\r\nHost: mint\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in ["{\"Y", "s\":", "[]}"] {
                try await wire.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
            }
            try await wire.send("0\r\n\r\n")
            #expect(try await wire.answer()?.body == #"{"states":[]}"#)
        }
    }

    @Test(
        "does not wait for ever",
        arguments: [
            "", "GET /hea", "GET /health HTTP/1.1\r\nHost: mi", "POST /v1/swap HTTP/1.1\r\nContent-Length: 100\r\n\r\n",
            "POST /v1/swap HTTP/1.1\r\nContent-Length: 100\r\n\r\n{\"in",
            "POST /v1/swap HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"in",
        ])
    func silence(beginning: String) async throws {
        let daemon = try await RunningDaemon { configuration in
            configuration.http.idleSeconds = 1
            configuration.http.bodySeconds = 3_600
        }.ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.offer(beginning)
            try await wire.end()
        }
    }

    @Test("does not wait for a body that dribbles")
    func dribble() async throws {
        let daemon = try await RunningDaemon { configuration in
            configuration.http.idleSeconds = 3_600
            configuration.http.bodySeconds = 1
        }.ready()
        try await Wire.connect(daemon.port) { wire in
            // Only the patience with the body can end this within the time limit.
            try await wire.send("POST /v1/swap HTTP/1.1\r\nContent-Length: 100\r\n\r\n{\"in")
            try await wire.end()
        }
    }

    @Test(
        "survives what is no HTTP",
        arguments: [
            "\r\n\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET /health HTTP/9.9\r\n\r\n",
            "POST /v1/swap HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST /v1/swap HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET /health HTTP/1.1\r\nX: " + String(repeating: "x", count: 100_000) + "\r\n\r\n",
        ])
    func noHTTP(bytes: String) async throws {
        let daemon = try await RunningDaemon { $0.http.idleSeconds = 1 }.ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.offer(bytes)
            try await wire.end()
        }
        // A slow machine may be silent for a second by itself.
        let isServed = try await eventually {
            try await Wire.connect(daemon.port) { wire in
                try await wire.offer("GET /health HTTP/1.1\r\nHost: mint\r\n\r\n")
                return try await wire.answer()?.status == 200
            }
        }
        #expect(isServed)
    }

    @Test("serves no more connections at a time than it may")
    func connectionLimit() async throws {
        let daemon = try await RunningDaemon { configuration in
            configuration.http.maximumConnections = 1
            configuration.http.idleSeconds = 5
        }.ready()
        try await Wire.connect(daemon.port) { first in
            try await first.send("GET /health HTTP/1.1\r\nHost: mint\r\n\r\n")
            #expect(try await first.answer()?.status == 200)
            try await Wire.connect(daemon.port) { second in
                // In the kernel's queue, until the first one is closed for its silence.
                try await second.send("GET /health HTTP/1.1\r\nHost: mint\r\n\r\n")
                #expect(try await second.answer()?.status == 200)
            }
            try await first.end()
        }
    }
}
