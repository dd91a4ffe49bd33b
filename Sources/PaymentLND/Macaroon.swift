internal import CashuCrypto

/// The credential that the mint shows to its node. It never describes itself: it must not get into a log.
package struct Macaroon: Sendable {
    /// What goes into the header.
    let hex: String

    private static let bytes = 8...16_384

    /// `nil` for what cannot be the content of a macaroon's file.
    package init?(_ content: [UInt8]) {
        guard Self.bytes.contains(content.count) else { return nil }
        // Some keep the hex of it in a file, as LND's own documents do.
        let text = String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }
        hex = Hex.decode(text, maximumBytes: content.count).map { Hex.encode($0) } ?? Hex.encode(content)
    }

    /// A status whose text repeats the macaroon no more, should a node or a proxy have done so.
    func removed(from status: LNDStatus) -> LNDStatus {
        guard status.message.lowercased().contains(hex.prefix(32)) else { return status }
        return LNDStatus(code: status.code, message: "(a text with the macaroon in it)")
    }
}

extension Macaroon: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Macaroon(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
