import NIOCore
import NIOPosix

/// A connection as bytes, for requests that no decent client sends.
struct Wire {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received: [UInt8] = []

    static func connect<Result>(
        _ port: Int, _ body: (inout Wire) async throws -> Result
    ) async throws -> Result {
        try await connect(SocketAddress(ipAddress: "127.0.0.1", port: port), body)
    }

    static func connect<Result>(
        _ address: SocketAddress, _ body: (inout Wire) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var wire = Wire(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&wire)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Sends to one who may have ended the connection by now.
    func offer(_ text: String) async throws {
        do {
            try await send(text)
        } catch ChannelError.ioOnClosedChannel {
            return
        } catch is IOError {
            return
        }
    }

    func post(_ path: String, _ body: String) async throws {
        try await send("POST \(path) HTTP/1.1\r\nHost: mint\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// The next answer: its status and its body. `nil` when the connection ends before.
    mutating func answer() async throws -> (status: Int, head: String, body: String)? {
        let separator = Array("\r\n\r\n".utf8)
        while true {
            if let end = received.firstRange(of: separator) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                let length = Self.contentLength(head)
                if received.count >= end.upperBound + length {
                    let body = String(decoding: received[end.upperBound..<end.upperBound + length], as: UTF8.self)
                    received.removeFirst(end.upperBound + length)
                    return (Int(head.split(separator: " ")[1]) ?? 0, head.lowercased(), body)
                }
            }
            guard try await receive() else { return nil }
        }
    }

    /// Waits until the other side ends the connection.
    mutating func end() async throws {
        while try await receive() {}
    }

    private mutating func receive() async throws -> Bool {
        do {
            guard let buffer = try await inbound.next(isolation: #isolation) else { return false }
            received += Array(buffer.readableBytesView)
            return true
        } catch is IOError {
            return false  // a connection that is reset has ended too
        }
    }

    private static func contentLength(_ head: String) -> Int {
        let name = "content-length:"
        let line = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count).drop { $0 == " " }) } ?? 0
    }
}
