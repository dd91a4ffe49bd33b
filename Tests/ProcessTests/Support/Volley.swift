import Foundation
import ProcessTestSupport

/// Connections that stay open and send a request each, all at the same moment.
final class Volley: Sendable {
    private let connections: [HTTPConnection]

    /// - Parameter ports: of 127.0.0.1, one for each connection.
    init(ports: [Int]) throws {
        connections = try ports.map(HTTPConnection.init(port:))
    }

    /// Posts a body over each connection. Everything but the last byte of each is sent first, so that no server begins
    /// with one before the others are there.
    func post(_ path: String, _ bodies: [Data]) async throws -> [HTTPAnswer] {
        precondition(bodies.count == connections.count, "a body for each connection")
        return try await withCheckedThrowingContinuation { continuation in
            // A thread, because all of this blocks.
            Thread { [self] in
                continuation.resume(with: Result { try exchange(path, bodies) })
            }.start()
        }
    }

    private func exchange(_ path: String, _ bodies: [Data]) throws -> [HTTPAnswer] {
        let requests = bodies.map { HTTPConnection.request(path, body: $0) }
        for (connection, request) in zip(connections, requests) { try connection.send(request.dropLast()) }
        for (connection, request) in zip(connections, requests) { try connection.send(request.suffix(1)) }
        return try connections.map { try $0.answer() }
    }
}
