internal import Cashu
internal import NIOCore
internal import SignatoryAPI

/// A publication in the form of its payloads, packed once for all subscribers.
struct EncodedPublication: Sendable {
    let mark: PublicationMark
    private let begin: ByteBuffer
    private let keysets: [ByteBuffer]
    private let end: ByteBuffer

    /// `nil` when there are more keysets than a client accepts.
    init?(_ publication: KeysetPublication) {
        guard publication.keysets.count <= KeysetPublication.maximumKeysets else { return nil }
        mark = PublicationMark(generation: publication.generation, digest: publication.digest)
        var begin = ByteBuffer()
        PublicationBegin(mark: mark, count: publication.keysets.count, identity: publication.identity)
            .write(to: &begin)
        self.begin = begin
        keysets = publication.keysets.enumerated().map { position, keyset in
            var payload = ByteBuffer()
            PositionedKeyset(keyset: keyset, generation: publication.generation, position: UInt32(position))
                .write(to: &payload)
            return payload
        }
        var end = ByteBuffer()
        PublicationEnd(generation: publication.generation, signature: publication.signature).write(to: &end)
        self.end = end
    }

    /// The event frames.
    ///
    /// - Parameters:
    ///   - have: what the receiver has. When it is this publication, the keysets are left out.
    ///   - isLast: whether the stream ends with these frames.
    func frames(
        _ method: Method, requestID: UInt64, have: PublicationMark?, isLast: Bool = false
    ) -> ByteBuffer {
        var frames = ByteBuffer()
        let sent = have == mark ? [] : keysets
        let payloads = sent.reduce(begin.readableBytes + end.readableBytes) { $0 + $1.readableBytes }
        frames.reserveCapacity(payloads + (sent.count + 2) * FrameHeader.byteCount)
        for payload in [begin] + sent {
            Frame.append(.event, method: method.rawValue, requestID: requestID, to: &frames) {
                _ = $0.writeImmutableBuffer(payload)
            }
        }
        let flags = isLast ? FrameHeader.endOfStream : 0
        Frame.append(.event, method: method.rawValue, requestID: requestID, flags: flags, to: &frames) {
            _ = $0.writeImmutableBuffer(end)
        }
        return frames
    }
}
