/// A request as it came.
struct StandInRequest: Sendable {
    let method: String
    let path: String
    let query: [String: String]
    let macaroon: String?
    let body: [UInt8]

    /// The path without the hash in it.
    var route: String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 3 && parts.last?.count ?? 0 > 32 ? parts.dropLast().joined(separator: "/") : path
    }

    init(method: String, uri: String, macaroon: String?, body: [UInt8]) {
        let parts = uri.split(separator: "?", maxSplits: 1).map(String.init)
        self.method = method
        path = parts.first ?? ""
        self.macaroon = macaroon
        self.body = body
        var query: [String: String] = [:]
        for pair in (parts.dropFirst().first ?? "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            query[sides[0]] = sides.dropFirst().first ?? ""
        }
        self.query = query
    }
}

/// What comes back: a body in pieces, which end when the stream does.
struct StandInAnswer: Sendable {
    let http: Int
    let pieces: AsyncStream<[UInt8]>

    init(http: Int = 200, _ json: JSON) {
        self.init(http: http, bytes: json.bytes)
    }

    init(http: Int, bytes: [UInt8]) {
        self.http = http
        pieces = AsyncStream { continuation in
            continuation.yield(bytes)
            continuation.finish()
        }
    }

    init(streaming pieces: AsyncStream<[UInt8]>) {
        http = 200
        self.pieces = pieces
    }

    /// As LND reports errors: bare, with the status of HTTP that grpc-gateway has for the code.
    init(_ refusal: StandInRefusal) {
        self.init(http: refusal.http, refusal.json)
    }
}

/// An error of gRPC.
struct StandInRefusal: Error, Sendable {
    let code: Int64
    let message: String

    init(_ code: Int64, _ message: String) {
        self.code = code
        self.message = message
    }

    var json: JSON { ["code": .number(code), "message": .string(message), "details": []] }

    var http: Int {
        switch code {
        case 3: 400
        case 5: 404
        case 6: 409
        case 7: 403
        case 14: 503
        case 16: 401
        default: 500
        }
    }
}
