package import CashuCrypto

/// The secret of a proof (NUT-00): the UTF-8 bytes of the text as received. Never logged, never re-encoded.
package struct Secret: Sendable, Hashable {
    package let bytes: [UInt8]

    /// The most bytes a mint accepts.
    package static let maximumBytes = 1_024

    /// `nil` when empty or longer than `maximumBytes`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...Self.maximumBytes).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// `Y`, by which the mint knows this secret.
    package var point: PublicKey { HashToCurve.point(bytes) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "Secret(\(bytes.count) bytes)" }
    package var debugDescription: String { description }
}
