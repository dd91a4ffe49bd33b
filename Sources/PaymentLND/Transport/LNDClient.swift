internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

/// The REST interface of one node: calls with one answer. `LNDClient+Streams.swift` has those with many.
final class LNDClient: Sendable {
    /// Scheme, host and port.
    let address: String
    /// How long a call with one answer may take.
    let patience: Duration
    let macaroon: Macaroon
    private let calls: HTTPClient
    /// Of their own: a payment keeps its connection for as long as it takes, and the pool of the others is soon empty.
    let streams: HTTPClient

    /// An answer to one call; a payment in it is as long as a line of a stream.
    private static let maximumBytes = JSONLines.maximumBytes
    private static let maximumErrorBytes = 1 << 16

    init(_ configuration: LNDConfiguration) {
        address = configuration.address
        macaroon = configuration.macaroon
        patience = configuration.patience
        calls = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration.client(connections: 32))
        streams = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration.client(connections: 4_096))
    }

    deinit {
        // A client must be shut down, which takes time that a deinit has not.
        let clients = [calls, streams]
        Task {
            for client in clients {
                // Nobody is left to whom it would matter.
                do { try await client.shutdown() } catch {}
            }
        }
    }

    func get<Answer: Decodable & Sendable>(_ path: String, as type: Answer.Type) async throws(LNDFailure) -> Answer {
        let request = request(path)
        return try await within(patience) { () async throws(LNDFailure) in
            try await twice { () async throws(LNDFailure) in try await self.call(request, as: type) }
        }
    }

    func post<Answer: Decodable & Sendable>(
        _ path: String, _ body: some Encodable & Sendable, as type: Answer.Type
    ) async throws(LNDFailure) -> Answer {
        let request = try request(path, posting: body)
        return try await within(patience) { () async throws(LNDFailure) in try await self.call(request, as: type) }
    }

    /// `GET`, unless something is posted.
    func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Grpc-Metadata-macaroon", value: macaroon.hex)
        return request
    }

    func request(_ path: String, posting body: some Encodable) throws(LNDFailure) -> HTTPClientRequest {
        var request = request(path)
        request.method = .POST
        do {
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
        } catch {
            throw .unreachable("the request is not representable in JSON")
        }
        request.headers.add(name: "Content-Type", value: "application/json")
        return request
    }

    private func call<Answer: Decodable & Sendable>(
        _ request: HTTPClientRequest, as type: Answer.Type
    ) async throws(LNDFailure) -> Answer {
        let response = try await response(to: request, by: calls)
        return try decode(try await body(of: response, upTo: Self.maximumBytes), as: type)
    }

    /// The head of an answer of success; anything else is thrown.
    func response(
        to request: HTTPClientRequest, by client: HTTPClient
    ) async throws(LNDFailure) -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            // What limits the time is the task: this deadline would end with the head of the answer.
            response = try await client.execute(request, deadline: .distantFuture)
        } catch {
            throw LNDFailure(transport: error)
        }
        guard response.status != .ok else { return response }
        let body = try await body(of: response, upTo: Self.maximumErrorBytes)
        if let status = try? JSONDecoder().decode(ErrorBody.self, from: Data(body)).status {
            throw .refused(macaroon.removed(from: status))
        }
        // Not in the node's words: a proxy's, which may have passed the request on.
        throw .unreadable("HTTP status \(response.status.code)")
    }

    private func body(of response: HTTPClientResponse, upTo maximum: Int) async throws(LNDFailure) -> [UInt8] {
        do {
            return Array(buffer: try await response.body.collect(upTo: maximum))
        } catch is NIOTooManyBytesError {
            throw .unreadable("more than \(maximum) bytes")
        } catch {
            throw .interrupted("\(error)")
        }
    }

    func decode<Answer: Decodable>(_ bytes: [UInt8], as type: Answer.Type) throws(LNDFailure) -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(bytes))
        } catch {
            // The error of the decoder may repeat what it read.
            throw .unreadable("no \(type)")
        }
    }
}
