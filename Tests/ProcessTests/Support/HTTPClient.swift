import Foundation
import FoundationNetworking

/// Plain requests with JSON, as any wallet sends them.
struct HTTPClient: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: Data
        let headers: [String: String]

        /// The number in `{"detail", "code"}`.
        var code: Int? { (try? JSONDecoder().decode(Problem.self, from: body))?.code }

        func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }
    }

    private struct Problem: Decodable { let code: Int }

    private let base: String
    private let session: URLSession

    init(_ base: String) {
        self.base = base
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 60
        session = URLSession(configuration: configuration)
    }

    func get(_ path: String) async throws -> Answer { try await send(request(path)) }

    func post(_ path: String, _ body: some Encodable) async throws -> Answer {
        try await post(path, raw: JSONEncoder().encode(body))
    }

    func post(_ path: String, raw: Data) async throws -> Answer {
        var request = try request(path)
        request.httpMethod = "POST"
        request.httpBody = raw
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        return try await send(request)
    }

    private func request(_ path: String) throws -> URLRequest {
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        return URLRequest(url: url)
    }

    private func send(_ request: URLRequest) async throws -> Answer {
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields {
            headers["\(name)".lowercased()] = "\(value)"
        }
        return Answer(status: response.statusCode, body: data, headers: headers)
    }
}
