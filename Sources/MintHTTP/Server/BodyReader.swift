internal import Cashu
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Takes in the body of a request, up to a number of bytes and for no longer than `patience`.
struct BodyReader {
    let patience: TimeAmount

    /// - Throws: `NUTError` when there is too much; what the connection throws when it ends.
    func read(_ request: Request, _ context: MintRequestContext, atMost limit: Int) async throws -> [UInt8] {
        let tooLarge = NUTError(.requestTooLarge, "the body has more than \(limit) bytes")
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced > limit { throw tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced ?? 0)
        // A sender that says nothing is met by the idle timeout, so the timer is only for those that dribble.
        var timer: Scheduled<Void>?
        defer { timer?.cancel() }
        for try await chunk in request.body {
            guard chunk.readableBytes <= limit - bytes.count else { throw tooLarge }
            bytes.append(contentsOf: chunk.readableBytesView)
            if timer == nil, bytes.count != announced { timer = context.closeConnection(in: patience) }
        }
        return bytes
    }
}
