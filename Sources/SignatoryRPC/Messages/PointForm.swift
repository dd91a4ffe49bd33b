internal import CProtobufC
internal import CashuCrypto
internal import SignatoryAPI

/// How the points of requests to sign, of their answers and of claims travel on a connection. The hellos agree on one
/// form; the other is refused.
enum PointForm: Sendable {
    /// 33 bytes of SEC1, of which the receiver takes a square root: about 5 µs.
    case compressed
    /// 65 bytes of SEC1, which the receiver only has to find on the curve.
    case uncompressed

    /// - Parameter features: on what the hellos agreed.
    init(features: UInt64) {
        self = features & ProtocolFeature.uncompressedPoints == 0 ? .compressed : .uncompressed
    }

    func write(_ point: PublicKey, in arena: borrowing MessageArena) -> ProtobufCBinaryData {
        switch self {
        case .compressed: unsafe arena.bytes(point.bytes)
        case .uncompressed: unsafe arena.bytes(point.uncompressed)
        }
    }

    /// - Parameters:
    ///   - name: of the point, for the refusal.
    ///   - index: of the output or claim that it belongs to.
    /// - Throws: `invalidPoint` unless the bytes are a point of the curve in this form.
    func read(_ name: String, _ bytes: ProtobufCBinaryData, at index: Int) throws(SignatoryError) -> PublicKey {
        switch self {
        case .compressed:
            guard let point = unsafe bytes.point() else {
                throw SignatoryError(.invalidPoint, "\(name) is not a compressed point", index: index)
            }
            return point
        case .uncompressed:
            guard let bytes = unsafe bytes.fixed(FixedBytes<65>.self), let point = PublicKey(uncompressed: bytes) else {
                throw SignatoryError(.invalidPoint, "\(name) is not an uncompressed point", index: index)
            }
            return point
        }
    }
}
