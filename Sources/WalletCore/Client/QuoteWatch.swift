internal import Cashu
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOWebSocket

/// One WebSocket that waits for one mint quote to be paid (NUT-17).
///
/// Only over http: a mint behind https is asked again and again instead, since this wallet has no TLS beside that of
/// its HTTP client.
enum QuoteWatch {
    static let maximumMessageBytes = 1 << 20

    /// - Returns: whether a state other than UNPAID was told; `false` when the time was over before.
    static func wait(
        for quote: String, at address: SocketAddress, patience: Duration
    ) async throws(MintClientError) -> Bool {
        do {
            let upgrade = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(10))
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                            configuration: NIOUpgradableHTTPClientPipelineConfiguration(
                                upgradeConfiguration: configuration(channel, quote, address, patience)))
                    }
                }
            guard let session = try await upgrade.get() else { throw MintClientError.unintelligible("no WebSocket") }
            // Not before: while the connection changes its language nothing can be said on it.
            do {
                try await session.channel.writeAndFlush(QuoteWatchHandler.request(for: quote))
            } catch {
                // Its time may be over by now. How the connection ended is the news.
                session.channel.close(promise: nil)
            }
            return try await session.news.get()
        } catch let error as MintClientError {
            throw error
        } catch {
            throw .answerLost("\(error)")
        }
    }

    /// Where a WebSocket is.
    struct SocketAddress: Sendable, Hashable {
        let host: String
        let port: Int
        let path: String

        /// `nil` for what is not plain http.
        init?(_ mint: MintURL) {
            guard let url = URL(string: mint.text), url.scheme == "http", let host = url.host() else { return nil }
            self.host = host
            port = url.port ?? 80
            path = url.path() + "/v1/ws"
        }
    }

    private struct Session: Sendable {
        let channel: any Channel
        let news: EventLoopFuture<Bool>
    }

    private static func configuration(
        _ channel: any Channel, _ quote: String, _ address: SocketAddress, _ patience: Duration
    ) -> NIOTypedHTTPClientUpgradeConfiguration<Session?> {
        var headers = HTTPHeaders()
        headers.add(name: "Host", value: "\(address.host):\(address.port)")
        let upgrader = NIOTypedWebSocketClientUpgrader<Session?>(maxFrameSize: maximumMessageBytes) {
            channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let promise = channel.eventLoop.makePromise(of: Bool.self)
                try channel.pipeline.syncOperations.addHandler(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1_024,
                        maxAccumulatedFrameSize: maximumMessageBytes))
                try channel.pipeline.syncOperations.addHandler(QuoteWatchHandler(quote, promise, patience))
                return Session(channel: channel, news: promise.futureResult)
            }
        }
        return NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: HTTPRequestHead(version: .http1_1, method: .GET, uri: address.path, headers: headers),
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeSucceededFuture(nil)
            })
    }
}
