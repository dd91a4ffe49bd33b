internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore

extension LNDClient {
    /// Reads a stream until `take` has what it wants, or `limit` is over. A stream that ends before that was cut off.
    func stream<Message: Decodable & Sendable, R: Sendable>(
        _ request: HTTPClientRequest, of type: Message.Type, within limit: Duration,
        _ take: @escaping @Sendable (Message) throws(LNDFailure) -> R?
    ) async throws(LNDFailure) -> R {
        try await PaymentLND.within(limit) { () async throws(LNDFailure) -> R in
            try await self.read(request, of: type, take)
        }
    }

    /// Without a limit of time, for what goes on for ever. Silence of `LNDConfiguration.silence` ends it too.
    func read<Message: Decodable & Sendable, R: Sendable>(
        _ request: HTTPClientRequest, of type: Message.Type,
        _ take: @Sendable (Message) async throws(LNDFailure) -> R?
    ) async throws(LNDFailure) -> R {
        let response = try await response(to: request, by: streams)
        var lines = JSONLines()
        var chunks = response.body.makeAsyncIterator()
        var cut: String?
        while cut == nil {
            do {
                guard let chunk = try await chunks.next() else { break }
                for line in try lines.append(chunk.readableBytesView) {
                    if let wanted = try await take(try message(line, of: type)) { return wanted }
                }
            } catch let failure as LNDFailure {
                throw failure
            } catch {
                cut = "\(error)"
            }
        }
        // A whole object is a whole message, newline or not: half of one is no JSON.
        if let line = lines.unfinished,
            let last = try? JSONDecoder().decode(StreamMessage<Message>.self, from: Data(line))
        {
            if let wanted = try await take(try content(last)) { return wanted }
        }
        throw .interrupted(cut ?? "the stream ended")
    }

    private func message<Message: Decodable>(_ line: [UInt8], of type: Message.Type) throws(LNDFailure) -> Message {
        try content(try decode(line, as: StreamMessage<Message>.self))
    }

    private func content<Message>(_ message: StreamMessage<Message>) throws(LNDFailure) -> Message {
        switch message.result {
        case .success(let content): return content
        case .failure(let status): throw .refused(macaroon.removed(from: status))
        }
    }
}
