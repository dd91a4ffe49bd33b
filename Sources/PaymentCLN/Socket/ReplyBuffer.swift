internal import FoundationEssentials
internal import NIOCore

/// Cuts what the node sends into replies. Each ends with an empty line, wherever the packets end.
struct ReplyBuffer {
    struct Reply: Sendable, Equatable {
        /// `nil` for a notification, and for an error about something that was no request.
        let id: String?
        let json: Data
    }

    enum Fault: Error, Equatable {
        case tooLarge(maximumBytes: Int)
        /// What comes is no JSON.
        case notJSON
    }

    private let maximumBytes: Int
    private var bytes = ByteBuffer()
    /// Of the readable bytes, those in which no more empty line needs to be looked for.
    private var searched = 0
    private var failedReadings = 0

    /// An empty line inside a reply is allowed by JSON, but nobody writes many.
    private static let maximumFailedReadings = 16

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    mutating func append(_ buffer: inout ByteBuffer) { bytes.writeBuffer(&buffer) }

    /// The next whole reply; `nil` when more bytes must come.
    mutating func next() throws(Fault) -> Reply? {
        try checkStart()
        while let length = lengthToEmptyLine() {
            searched = length
            guard length <= maximumBytes else { throw .tooLarge(maximumBytes: maximumBytes) }
            let json = Data(bytes.readableBytesView.prefix(length))
            guard let head = try? JSONDecoder().decode(Head.self, from: json) else {
                failedReadings += 1
                guard failedReadings <= Self.maximumFailedReadings else { throw .notJSON }
                continue
            }
            bytes.moveReaderIndex(forwardBy: length)
            bytes.discardReadBytes()
            (searched, failedReadings) = (0, 0)
            return Reply(id: head.id, json: json)
        }
        guard bytes.readableBytes <= maximumBytes else { throw .tooLarge(maximumBytes: maximumBytes) }
        return nil
    }

    /// Else something that is no node would be waited for.
    private func checkStart() throws(Fault) {
        let space: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t")]
        guard let first = bytes.readableBytesView.first(where: { !space.contains($0) }) else { return }
        guard first == UInt8(ascii: "{") else { throw .notJSON }
    }

    /// With the empty line.
    private mutating func lengthToEmptyLine() -> Int? {
        let newline = UInt8(ascii: "\n")
        let view = bytes.readableBytesView
        var position = max(searched, 1)
        while position < view.count {
            guard let found = view[(view.startIndex + position)...].firstIndex(of: newline) else {
                position = view.count
                break
            }
            if view[found - 1] == newline { return found - view.startIndex + 1 }
            position = found - view.startIndex + 1
        }
        searched = position
        return nil
    }
}

/// All that is needed to find whose reply it is. Our ids are texts; anything else is none of ours.
private struct Head: Decodable {
    let id: String?

    private enum Key: CodingKey { case id }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        id = try? members.decode(String.self, forKey: .id)
    }
}
