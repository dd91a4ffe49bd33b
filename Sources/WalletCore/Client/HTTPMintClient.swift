package import Cashu
package import CashuCrypto
internal import FoundationEssentials
internal import FoundationNetworking

/// A mint behind HTTP (NUT-00: 200 with JSON, or 400 with `{"detail","code"}`).
package struct HTTPMintClient: MintClient {
    private enum Patience {
        /// Seconds without a byte, for what a mint answers at once.
        static let ordinary = 60.0
        /// A synchronous melt answers when the payment is settled, and NUT-05 asks wallets to wait.
        static let payment = 3_600.0
    }

    private let base: String
    private let socket: QuoteWatch.SocketAddress?
    private let transport: HTTPTransport

    package init(_ url: MintURL) {
        base = url.text + "/v1/"
        socket = QuoteWatch.SocketAddress(url)
        transport = HTTPTransport()
    }

    package func information() async throws(MintClientError) -> MintInformation { try await get("info") }

    package func keysets() async throws(MintClientError) -> [KeysetSummary] {
        let list: KeysetSummaryList = try await get("keysets")
        return list.keysets
    }

    package func keys(of keyset: KeysetID) async throws(MintClientError) -> KeysetContent {
        let list: KeysetContentList = try await get("keys/\(keyset.hex)")
        guard let content = list.keysets.first(where: { $0.id == keyset }) else {
            throw .unintelligible("the keyset that was asked for is missing")
        }
        return content
    }

    package func activeKeys() async throws(MintClientError) -> [KeysetContent] {
        let list: KeysetContentList = try await get("keys")
        return list.keysets
    }

    package func createMintQuote(_ order: MintQuoteOrder) async throws(MintClientError) -> MintQuoteAnswer {
        try await post("mint/quote/bolt11", order)
    }

    package func mintQuote(_ id: String) async throws(MintClientError) -> MintQuoteAnswer {
        try await get("mint/quote/bolt11/\(try Self.segment(id))")
    }

    package func awaitPayment(
        ofMintQuote id: String, within patience: Duration
    ) async throws(MintClientError) -> Bool {
        guard let socket else { throw .unreachable("no WebSocket without TLS") }
        return try await QuoteWatch.wait(for: id, at: socket, patience: patience)
    }

    package func mint(_ request: MintRequest) async throws(MintClientError) -> [BlindSignature] {
        let list: SignatureList = try await post("mint/bolt11", request)
        return list.signatures
    }

    package func createMeltQuote(_ order: MeltQuoteOrder) async throws(MintClientError) -> MeltQuoteAnswer {
        try await post("melt/quote/bolt11", order)
    }

    package func meltQuote(_ id: String) async throws(MintClientError) -> MeltQuoteAnswer {
        try await get("melt/quote/bolt11/\(try Self.segment(id))")
    }

    package func melt(_ request: MeltRequest) async throws(MintClientError) -> MeltQuoteAnswer {
        try await post("melt/bolt11", request, patience: Patience.payment)
    }

    package func swap(_ request: SwapRequest) async throws(MintClientError) -> [BlindSignature] {
        let list: SignatureList = try await post("swap", request)
        return list.signatures
    }

    package func states(of points: [PublicKey]) async throws(MintClientError) -> [CoinStateAnswer] {
        let list: CoinStateList = try await post("checkstate", PointList(points: points))
        return list.states
    }

    package func restore(_ outputs: [BlindedMessage]) async throws(MintClientError) -> RestoreAnswer {
        try await post("restore", OutputList(outputs: outputs))
    }

    private func get<Answer: Decodable>(_ path: String) async throws(MintClientError) -> Answer {
        try Self.decode(try await transport.send(request(path, patience: Patience.ordinary)))
    }

    private func post<Answer: Decodable>(
        _ path: String, _ body: some Encodable, patience: Double = Patience.ordinary
    ) async throws(MintClientError) -> Answer {
        var request = try request(path, patience: patience)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        do {
            request.httpBody = try JSONEncoder().encode(body)
        } catch {
            preconditionFailure("the wallet's own messages are JSON: \(error)")
        }
        return try Self.decode(try await transport.send(request))
    }

    private func request(_ path: String, patience: Double) throws(MintClientError) -> URLRequest {
        guard let url = URL(string: base + path) else { throw .unreachable("not a URL") }
        return URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: patience)
    }

    /// Quote ids are the mint's free choice: only what stays one segment of a path may go into one.
    private static func segment(_ id: String) throws(MintClientError) -> String {
        guard !id.isEmpty, id != ".", id != ".." else {
            throw .unintelligible("a quote id that cannot stand in a path")
        }
        return id.utf8.reduce(into: "") { segment, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                segment.unicodeScalars.append(Unicode.Scalar(byte))
            default: segment += "%" + Hex.encode(CollectionOfOne(byte)).uppercased()
            }
        }
    }

    private static func decode<Answer: Decodable>(_ answer: HTTPAnswer) throws(MintClientError) -> Answer {
        switch answer.status {
        case 200..<300:
            do {
                return try JSONDecoder().decode(Answer.self, from: answer.body)
            } catch {
                throw .unintelligible(problem(error))
            }
        case 400..<500: throw refusal(answer)
        case 500..<600: throw .unavailable(status: answer.status)
        default: throw .unintelligible("HTTP status \(answer.status)")
        }
    }

    private static func refusal(_ answer: HTTPAnswer) -> MintClientError {
        guard let body = try? JSONDecoder().decode(RefusalBody.self, from: answer.body) else {
            // Proxies answer in HTML, frameworks with a `detail` that is a list.
            let text = String(decoding: answer.body.prefix(1_024), as: UTF8.self)
            return .unintelligible("HTTP status \(answer.status): \(MintRefusal.printable(text))")
        }
        return .refused(
            MintRefusal(
                status: answer.status, number: body.code, detail: body.detail ?? "HTTP status \(answer.status)"))
    }

    /// Where the JSON is wrong; never what stands there.
    private static func problem(_ error: any Error) -> String {
        switch error {
        case let error as InvalidField: "\(error.field): \(error.problem)"
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is malformed"
        default: "not the JSON it should be"
        }
    }
}
