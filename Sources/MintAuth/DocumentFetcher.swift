internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

/// Gets what a provider publishes.
struct DocumentFetcher {
    private static let maximumBytes = 1 << 20
    private static let patience = TimeAmount.seconds(10)

    /// For the life of the process: a client must be shut down by somebody, and this one needs to be by nobody.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(5), read: .seconds(10)))
        // A document that decides who may come in comes from where it was said to be.
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    func document<Document: Decodable>(
        at url: String, as type: Document.Type
    ) async throws(ClearTokenError) -> Document {
        guard OpenIDSettings.isAcceptable(url) else { throw .unavailable(detail: "\(url) is not encrypted") }
        do {
            let response = try await Self.client.execute(HTTPClientRequest(url: url), timeout: Self.patience)
            guard response.status == .ok else { throw ClearTokenError.unavailable(detail: "\(response.status)") }
            let body = try await response.body.collect(upTo: Self.maximumBytes)
            return try JSONDecoder().decode(Document.self, from: Data(body.readableBytesView))
        } catch {
            throw .unavailable(detail: "\(url): \(error)")
        }
    }
}
