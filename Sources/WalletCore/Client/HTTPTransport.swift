internal import Foundation
internal import FoundationNetworking
internal import Synchronization

struct HTTPAnswer: Sendable {
    let status: Int
    let body: Data
}

/// Requests over URLSession: bodies are bounded while they arrive, redirects are not followed (coins go to the mint
/// that was named and to nobody else), nothing is cached or remembered.
final class HTTPTransport: Sendable {
    /// The largest answer of a mint is a list of keysets.
    static let maximumBodyBytes = 8_000_000

    private let session: URLSession
    private let transfers: HTTPTransfers

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        transfers = HTTPTransfers(maximumBodyBytes: Self.maximumBodyBytes)
        session = URLSession(configuration: configuration, delegate: transfers, delegateQueue: nil)
    }

    deinit { session.invalidateAndCancel() }

    func send(_ request: URLRequest) async throws(MintClientError) -> HTTPAnswer {
        let result: Result<HTTPAnswer, MintClientError> = await withCheckedContinuation { continuation in
            let task = session.dataTask(with: request)
            transfers.begin(task, continuation)
            task.resume()
        }
        return try result.get()
    }
}

/// What has arrived so far of every request under way.
private final class HTTPTransfers: NSObject, URLSessionDataDelegate {
    typealias Continuation = CheckedContinuation<Result<HTTPAnswer, MintClientError>, Never>

    private struct Transfer {
        let continuation: Continuation
        var body = Data()
        var isTooLarge = false
    }

    private let maximumBodyBytes: Int
    private let transfers = Mutex<[Int: Transfer]>([:])

    init(maximumBodyBytes: Int) { self.maximumBodyBytes = maximumBodyBytes }

    func begin(_ task: URLSessionTask, _ continuation: Continuation) {
        transfers.withLock { $0[task.taskIdentifier] = Transfer(continuation: continuation) }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = transfers.withLock { transfers in
            guard var transfer = transfers.removeValue(forKey: dataTask.taskIdentifier) else { return false }
            if transfer.body.count + data.count > maximumBodyBytes {
                transfer.isTooLarge = true
                transfer.body = Data()
            } else {
                transfer.body.append(data)
            }
            transfers[dataTask.taskIdentifier] = transfer
            return transfer.isTooLarge
        }
        if isTooLarge { dataTask.cancel() }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let transfer = transfers.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        guard let transfer else { return }
        transfer.continuation.resume(returning: Self.result(transfer, task.response, error))
    }

    private static func result(
        _ transfer: Transfer, _ response: URLResponse?, _ error: (any Error)?
    ) -> Result<HTTPAnswer, MintClientError> {
        if transfer.isTooLarge { return .failure(.unintelligible("the answer is too large")) }
        if let error { return .failure(classify(error)) }
        guard let response = response as? HTTPURLResponse else { return .failure(.answerLost("no HTTP response")) }
        return .success(HTTPAnswer(status: response.statusCode, body: transfer.body))
    }

    /// Only when no connection came about is it certain that the mint has not seen the request.
    private static func classify(_ error: any Error) -> MintClientError {
        switch (error as? URLError)?.code {
        case .cannotConnectToHost?: .unreachable("connection refused")
        case .cannotFindHost?, .dnsLookupFailed?: .unreachable("no such host")
        case .unsupportedURL?, .badURL?: .unreachable("not a URL")
        case .timedOut?: .answerLost("timed out")
        default: .answerLost("the connection broke")
        }
    }
}
