import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import MintHTTP
import NIOCore
import Synchronization
import Testing

/// An answer as a wallet receives it.
struct Reply {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    /// The members of the answer; empty when it is no object.
    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }

    /// The elements of an answer that is a list of objects.
    var elements: [[String: Any]] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [[String: Any]] ?? []
    }

    func list(_ name: String) -> [[String: Any]] { object[name] as? [[String: Any]] ?? [] }

    /// The code of a refusal (NUT-00), which always has a detail beside it.
    var code: Int? { object["detail"] is String ? object["code"] as? Int : nil }
}

extension TestMint {
    func get(_ path: String, method: HTTPRequest.Method = .get) async throws -> Reply {
        try await send(method, path, [])
    }

    func post(_ path: String, _ body: String) async throws -> Reply { try await post(path, bytes: Array(body.utf8)) }

    func post(_ path: String, bytes: [UInt8]) async throws -> Reply { try await send(.post, path, bytes) }

    /// - Parameter peer: where the request seems to come from.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], from peer: ClientAddress? = .v4(0x7f00_0001),
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        let head = HTTPRequest(method: method, scheme: nil, authority: nil, path: path, headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await responder.respond(
            to: request, context: MintRequestContext(logger: Self.logger, peer: peer))
        let writer = Collector()
        try await response.body.write(writer)
        return Reply(
            status: response.status.code, headers: response.headers, body: writer.received.withLock { $0 })
    }
}

private final class Collector: ResponseBodyWriter {
    let received = Mutex<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws { received.withLock { $0 += Array(buffer.readableBytesView) } }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
