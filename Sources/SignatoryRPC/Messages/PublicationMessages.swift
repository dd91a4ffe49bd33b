internal import CProtobufC
internal import CSignatoryProto
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// Which publication a subscriber has, and so need not be sent again.
struct PublicationMark: Sendable, Equatable {
    let generation: UInt64
    let digest: FixedBytes<32>
}

/// SubscribeKeysetsRequest.
struct SubscriptionRequest: Sendable, Equatable {
    /// `nil` for nothing.
    let have: PublicationMark?

    func write(to buffer: inout ByteBuffer) {
        unsafe WireSubscribeKeysetsRequest.write(to: &buffer) { arena, message in
            guard let have else { return }
            unsafe message.have_generation = have.generation
            unsafe message.have_digest = arena.bytes(have.digest)
        }
    }
}

extension SubscriptionRequest {
    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireSubscribeKeysetsRequest.read(payload) { (message) throws(SignatoryError) in
            if unsafe message.have_digest.isEmpty { return SubscriptionRequest(have: nil) }
            guard let digest = unsafe message.have_digest.fixed(FixedBytes<32>.self) else {
                throw SignatoryError(.invalidArgument, "the digest has not 32 bytes")
            }
            let generation = unsafe message.have_generation
            return SubscriptionRequest(have: PublicationMark(generation: generation, digest: digest))
        }
    }
}

/// KeysetsBegin. The keysets follow, unless the receiver has this very publication.
struct PublicationBegin: Sendable, Equatable {
    let mark: PublicationMark
    let count: Int
    let identity: PublicKey

    func write(to buffer: inout ByteBuffer) {
        unsafe WireKeysetsBegin.write(to: &buffer) { arena, message in
            unsafe message.generation = mark.generation
            unsafe message.count = UInt32(clamping: count)
            unsafe message.digest = arena.bytes(mark.digest)
            unsafe message.identity_pubkey = arena.bytes(identity.bytes)
        }
    }
}

extension PublicationBegin {
    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireKeysetsBegin.read(payload) { (message) throws(SignatoryError) in
            guard let digest = unsafe message.digest.fixed(FixedBytes<32>.self) else {
                throw SignatoryError(.invalidArgument, "the digest has not 32 bytes")
            }
            guard let identity = unsafe message.identity_pubkey.point() else {
                throw SignatoryError(.invalidPoint, "the identity is not a compressed point")
            }
            guard unsafe message.count <= UInt32(KeysetPublication.maximumKeysets) else {
                throw SignatoryError(.invalidArgument, unsafe "\(message.count) keysets are too many")
            }
            let mark = unsafe PublicationMark(generation: message.generation, digest: digest)
            return unsafe PublicationBegin(mark: mark, count: Int(message.count), identity: identity)
        }
    }
}

/// KeysetsEnd.
struct PublicationEnd: Sendable, Equatable {
    let generation: UInt64
    let signature: SchnorrSignature

    func write(to buffer: inout ByteBuffer) {
        unsafe WireKeysetsEnd.write(to: &buffer) { arena, message in
            unsafe message.generation = generation
            unsafe message.signature = arena.bytes(signature.bytes)
        }
    }
}

extension PublicationEnd {
    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireKeysetsEnd.read(payload) { (message) throws(SignatoryError) in
            guard let signature = unsafe message.signature.fixed(FixedBytes<64>.self) else {
                throw SignatoryError(.invalidArgument, "the signature has not 64 bytes")
            }
            return unsafe PublicationEnd(generation: message.generation, signature: SchnorrSignature(signature))
        }
    }
}
