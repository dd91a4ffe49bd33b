import Foundation
import NIOCore
import Testing

@testable import PaymentCLN

@Suite("Replies on the node's socket")
struct ReplyBufferTests {
    private static let replies = [
        #"{"jsonrpc":"2.0","id":"mint:a#1","result":{"x":"a\n\nb"}}"#, #"{"id":"mint:b#2","error":{"code":-1}}"#,
        #"{"jsonrpc":"2.0","method":"log","params":{}}"#, #"{"id":7,"result":{}}"#, #"{"id":null,"result":{}}"#,
    ]
    private static let ids = ["mint:a#1", "mint:b#2", nil, nil, nil]
    private static let stream = Array((replies.joined(separator: "\n\n") + "\n\n").utf8)

    private static func ids(_ packets: [[UInt8]], maximumBytes: Int = 1_000) throws -> [String?] {
        var buffer = ReplyBuffer(maximumBytes: maximumBytes)
        var ids: [String?] = []
        for packet in packets {
            var bytes = ByteBuffer(bytes: packet)
            buffer.append(&bytes)
            while let reply = try buffer.next() { ids.append(reply.id) }
        }
        return ids
    }

    @Test("are found however they are cut into packets")
    func cuts() throws {
        for size in 1...Self.stream.count {
            let packets = stride(from: 0, to: Self.stream.count, by: size).map { start in
                Array(Self.stream[start..<min(start + size, Self.stream.count)])
            }
            #expect(try Self.ids(packets) == Self.ids, "packets of \(size) bytes")
        }
    }

    @Test("may have empty lines inside, as JSON may")
    func emptyLines() throws {
        let spaced = Array("{\n\n\"id\":\n\n\"mint:a#1\"\n\n,\"result\":{}}\n\n".utf8)
        #expect(try Self.ids([spaced, spaced]) == ["mint:a#1", "mint:a#1"])
        #expect(try Self.ids(spaced.map { [$0] }) == ["mint:a#1"])
    }

    @Test("are kept as they came")
    func bytes() throws {
        var buffer = ReplyBuffer(maximumBytes: 100)
        var bytes = ByteBuffer(string: Self.replies[0] + "\n\n")
        buffer.append(&bytes)
        let reply = try buffer.next()
        #expect(reply?.json == Data((Self.replies[0] + "\n\n").utf8))
    }

    @Test("that never end are not kept for ever")
    func bounds() {
        #expect(throws: ReplyBuffer.Fault.tooLarge(maximumBytes: 1_000)) {
            try Self.ids([Array(repeating: UInt8(ascii: " "), count: 1_001)])
        }
        #expect(throws: ReplyBuffer.Fault.tooLarge(maximumBytes: 50)) {
            try Self.ids([Array(Self.replies[0].utf8), Array("\n\n".utf8)], maximumBytes: 50)
        }
        #expect(throws: ReplyBuffer.Fault.notJSON) { try Self.ids([Array(repeating: UInt8(ascii: "\n"), count: 100)]) }
    }
}
