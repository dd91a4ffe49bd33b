internal import Cashu
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What a request is answered with: a status and one JSON document.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let body: [UInt8]
    var headers: HTTPFields
    /// Whether the connection ends with this answer, because the rest of the request is not wanted.
    var closesConnection = false

    /// - Parameter isStorable: whether others than the wallet that asked may see this answer and keep it.
    init(_ status: HTTPResponse.Status = .ok, isStorable: Bool = false, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        self.init(status, isStorable: isStorable, body: writer.bytes)
        headers[.contentType] = "application/json"
    }

    /// One that was given before.
    init(json: [UInt8]) {
        self.init(.ok, body: json)
        headers[.contentType] = "application/json"
    }

    init(_ status: HTTPResponse.Status, isStorable: Bool = false, body: [UInt8]) {
        self.status = status
        self.body = body
        // Wallets run in browsers, on pages of anybody's. No answer depends on who asks, only on what is asked.
        headers = [.accessControlAllowOrigin: "*"]
        if !isStorable { headers[.cacheControl] = "no-store" }
    }

    /// NUT-00.
    init(_ status: HTTPResponse.Status, _ error: NUTError) {
        self.init(status) { writer in
            writer.object { writer in
                writer.member("detail", error.detail)
                writer.member("code", UInt64(error.code.rawValue))
            }
        }
    }

    /// What a browser asks before it lets a page ask (https://fetch.spec.whatwg.org/#http-cors-protocol).
    static var preflight: Answer {
        var answer = Answer(.noContent, isStorable: true, body: [])
        answer.headers[.accessControlAllowMethods] = "GET, POST, OPTIONS"
        answer.headers[.accessControlAllowHeaders] = "*"
        answer.headers[.accessControlMaxAge] = "86400"
        return answer
    }

    /// To whoever asks for a WebSocket in a way that makes none (RFC 6455 §4.2.2, RFC 9110 §15.5.22).
    static var upgradeRequired: Answer {
        var answer = Answer(.upgradeRequired, NUTError(.malformedRequest, "this path speaks WebSocket, version 13"))
        answer.headers[.upgrade] = "websocket"
        answer.headers[.secWebSocketVersion] = "13"
        answer.closesConnection = true
        return answer
    }

    /// A WebSocket has begun.
    static var switchingProtocols: Answer { Answer(.switchingProtocols, body: []) }

    /// Whether the request is served with it, and not sent away.
    var isAcceptance: Bool { status.kind == .successful || status == .switchingProtocols }

    var response: Response {
        var headers = headers
        if closesConnection { headers[.connection] = "close" }
        let body = body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        return Response(status: status, headers: headers, body: body)
    }
}
