internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// Whether a request asks for a WebSocket, and the answer that makes one (RFC 6455 §4.2).
enum WebSocketHandshake {
    static func isAsked(by head: HTTPRequest) -> Bool {
        guard head.method == .get, let path = head.path?.split(separator: "?", maxSplits: 1).first,
            let route = try? Route(path: String(path)), route == .subscriptions
        else { return false }
        return names(head.headerFields, .upgrade, "websocket") && names(head.headerFields, .connection, "upgrade")
            && head.headerFields[.secWebSocketVersion] == "13" && hasKey(head.headerFields)
    }

    /// - Returns: the headers of the answer; fails for a request that has not the right ones.
    static func answer(to head: HTTPRequest, on channel: any Channel) -> EventLoopFuture<HTTPFields> {
        var request = HTTPRequestHead(version: .http1_1, method: .GET, uri: Route.subscriptions.template)
        for name in [HTTPField.Name.secWebSocketKey, .secWebSocketVersion] {
            for value in head.headerFields[values: name] { request.headers.add(name: name.rawName, value: value) }
        }
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        return upgrader.buildUpgradeResponse(
            channel: channel, upgradeRequest: request, initialResponseHeaders: HTTPHeaders()
        ).map { headers in
            var fields = HTTPFields()
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
            }
            return fields
        }
    }

    /// §4.1: sixteen bytes in base64.
    private static func hasKey(_ fields: HTTPFields) -> Bool {
        let keys = fields[values: .secWebSocketKey]
        return keys.count == 1 && keys[0].utf8.count == 24 && keys[0].hasSuffix("==")
    }

    /// Whether a list of a header has a word, in either case.
    private static func names(_ fields: HTTPFields, _ name: HTTPField.Name, _ word: String) -> Bool {
        fields[values: name].contains { value in
            value.split { $0 == "," || $0 == " " || $0 == "\t" }.contains { $0.lowercased() == word }
        }
    }
}
