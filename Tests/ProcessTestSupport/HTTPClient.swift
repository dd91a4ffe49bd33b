package import Foundation
internal import Synchronization

/// Requests with JSON, as any wallet sends them. Connections are kept; a request is sent once.
package final class HTTPClient: Sendable {
    private let port: Int?
    private let idle = Mutex<[HTTPConnection]>([])

    /// - Parameter base: `http://127.0.0.1:port`
    package init(_ base: String) {
        port = URLComponents(string: base)?.port
    }

    package func get(_ path: String) async throws -> HTTPAnswer { try await exchange(path, nil) }

    package func post(_ path: String, _ body: some Encodable) async throws -> HTTPAnswer {
        try await post(path, raw: JSONEncoder().encode(body))
    }

    package func post(_ path: String, raw: Data) async throws -> HTTPAnswer { try await exchange(path, raw) }

    private func exchange(_ path: String, _ body: Data?) async throws -> HTTPAnswer {
        let request = HTTPConnection.request(path, body: body)
        return try await withCheckedThrowingContinuation { continuation in
            // A thread, because all of this blocks.
            Thread { [self] in
                continuation.resume(with: Result { try blockingExchange(request) })
            }.start()
        }
    }

    private func blockingExchange(_ request: [UInt8]) throws -> HTTPAnswer {
        let connection = try kept() ?? HTTPConnection(port: require(port, "a port to connect to"))
        try connection.send(request)
        let answer = try connection.answer()
        if answer.headers["connection"]?.lowercased() != "close" { idle.withLock { $0.append(connection) } }
        return answer
    }

    private func kept() -> HTTPConnection? {
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.isOpen { return connection }
        }
        return nil
    }
}
