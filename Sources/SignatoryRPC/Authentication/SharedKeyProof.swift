internal import CProtobufC
internal import CSignatoryProto
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// By what the two ends of one connection show each other that they have the same key. The nonces of both hellos are in
/// it, so nothing that was said on another connection is of use.
struct SharedKeyProof: Sendable {
    enum End: String, Sendable {
        case client, server
    }

    static let absentAtClient = "the signatory requires a pre-shared key: set [signatory] psk_file"
    static let absentAtServer = "the signatory has no pre-shared key, and this end requires one: set psk_file there"
    static let differs = "the pre-shared key of the other end is another one"

    let key: PreSharedKey
    /// The payloads of the hellos as they were on the wire.
    let hello: ByteBuffer
    let answer: ByteBuffer
    let role: Role

    /// HMAC-SHA256 of the label, which no end shares with the other, both hellos, each preceded by its length in 8 bytes
    /// (big-endian), and the number of the role in 4.
    func mac(of end: End) -> FixedBytes<32> {
        var message = ByteBuffer(string: "cashu-signatory/auth/\(end.rawValue)\0")
        for payload in [hello, answer] {
            message.writeInteger(UInt64(payload.readableBytes))
            message.writeImmutableBuffer(payload)
        }
        message.writeInteger(role.rawValue)
        return key.authenticationCode(of: Array(message.readableBytesView))
    }

    /// Compared in constant time.
    func isValid(_ mac: FixedBytes<32>, of end: End) -> Bool {
        PreSharedKey.areEqual(mac, self.mac(of: end))
    }
}

// MARK: The messages Auth and AuthAck

extension SharedKeyProof {
    func write(of end: End, to buffer: inout ByteBuffer) {
        unsafe WireAuth.write(to: &buffer) { arena, message in
            unsafe message.mac = arena.bytes(mac(of: end))
        }
    }

    static func read(_ payload: ByteBuffer) throws(SignatoryError) -> FixedBytes<32> {
        try unsafe WireAuth.read(payload) { (message) throws(SignatoryError) in
            guard let mac = unsafe message.mac.fixed(FixedBytes<32>.self) else {
                throw SignatoryError(.invalidArgument, "a proof of the shared key has 32 bytes")
            }
            return mac
        }
    }
}

/// Auth, and AuthAck too: they have the same fields.
typealias WireAuth = Cashu__Signatory__V1__Auth

extension WireAuth: WireMessage {
    static var shape: MessageShape { MessageShape([1: .bytes(maximumLength: 48)]) }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__auth__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__auth__unpack(allocator, count, bytes)
    }
}
