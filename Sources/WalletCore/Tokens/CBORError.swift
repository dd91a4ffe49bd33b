/// Why bytes are not the CBOR (RFC 8949) of a token or a payment request.
package enum CBORError: Error, Sendable, Hashable {
    case truncated
    case trailingBytes
    /// An item of indefinite length; no wallet writes tokens with them.
    case indefiniteLength
    /// A reserved form of the first byte.
    case malformed
    case tooDeep
    /// The next item is of another kind than the token needs there.
    case unexpectedKind
    case notUTF8
}
