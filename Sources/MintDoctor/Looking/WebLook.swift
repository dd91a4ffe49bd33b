internal import AsyncHTTPClient
internal import FoundationEssentials
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// One question over HTTP, of which the answer is believed in nothing.
struct WebLook: Sendable {
    struct Answer: Sendable {
        let status: UInt
        /// Where it sends those who ask.
        let location: String?
        let body: [UInt8]
    }

    enum Failure: Error {
        case refused
        case trust(String)
        case other(String)
    }

    private static let maximumBytes = 1 << 20

    /// Follows nobody elsewhere.
    static func get(_ url: String, seconds: Int64 = 5) async throws(Failure) -> Answer {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(seconds)))
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Result<Answer, Failure>
        do {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(seconds))
            let body = try await response.body.collect(upTo: maximumBytes)
            outcome = .success(
                Answer(
                    status: response.status.code, location: response.headers.first(name: "location"),
                    body: Array(body.readableBytesView)))
        } catch {
            outcome = .failure(failure(error))
        }
        // What it leaves when that fails ends with this process.
        try? await client.shutdown()
        return try outcome.get()
    }

    private static func failure(_ error: any Error) -> Failure {
        switch error {
        case let error as NIOConnectionError: failure(error)
        case let error as IOError where error.errnoCode == ECONNREFUSED: .refused
        case is NIOSSLExtraError, NIOSSLError.handshakeFailed: .trust("\(error)")
        case is NIOTooManyBytesError: .other("the answer is too long for one of a mint")
        case let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout:
            .other("no answer in time")
        default: .other("\(error)")
        }
    }

    /// Refused is what every address of the name has refused.
    private static func failure(_ error: NIOConnectionError) -> Failure {
        guard let first = error.connectionErrors.first else { return .other("the name has no address") }
        let isRefused = error.connectionErrors.allSatisfy { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }
        return isRefused ? .refused : .other("\(first.error)")
    }

    /// The path of a Unix socket, as a part of a URL.
    static func url(socket path: String, _ route: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
        let host = path.utf8.map { byte in
            plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16).padded
        }.joined()
        return "http+unix://\(host)\(route)"
    }
}

extension String {
    fileprivate var padded: String { count == 1 ? "0\(self)" : self }
}
