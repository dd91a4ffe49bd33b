internal import CProtobufC
internal import CSignatoryProto
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// What a client is to a signatory. The listener bounds it.
enum Role: UInt32, Sendable {
    case mint = 1
    case administration = 2
    /// Reads keysets and status, signs nothing.
    case monitor = 3
}

/// The first frame of a client.
struct Hello: Sendable, Equatable {
    var minimumVersion: UInt32
    var maximumVersion: UInt32
    var role: Role
    var features: UInt64
    var nonce: FixedBytes<32>
    /// Name and release, for logs.
    var client: String

    static let magic = FixedBytes<4> { Array("CSIG".utf8)[$0] }

    func write(to buffer: inout ByteBuffer) {
        unsafe WireHello.write(to: &buffer) { arena, message in
            unsafe message.magic = arena.bytes(Self.magic)
            unsafe message.min_version = minimumVersion
            unsafe message.max_version = maximumVersion
            unsafe message.role = .init(rawValue: role.rawValue)
            unsafe message.features = features
            unsafe message.nonce = arena.bytes(nonce)
            unsafe message.client = arena.text(client, maximumBytes: WireText.maximumReleaseBytes)
        }
    }
}

extension Hello {
    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireHello.read(payload) { (message) throws(SignatoryError) in
            guard unsafe message.magic.fixed(FixedBytes<4>.self) == Self.magic else {
                throw SignatoryError(.invalidArgument, "not a client of a signatory")
            }
            guard let role = unsafe Role(rawValue: message.role.rawValue) else {
                throw SignatoryError(.invalidArgument, unsafe "role \(message.role.rawValue) does not exist")
            }
            guard let nonce = unsafe message.nonce.fixed(FixedBytes<32>.self) else {
                throw SignatoryError(.invalidArgument, "the nonce has not 32 bytes")
            }
            return unsafe Hello(
                minimumVersion: message.min_version, maximumVersion: message.max_version, role: role,
                features: message.features, nonce: nonce, client: unsafe wireText(message.client))
        }
    }
}

/// The first frame of a server: HelloAck.
struct HelloAnswer: Sendable, Equatable {
    var version: UInt32
    var features: UInt64
    var identity: PublicKey
    /// New at every start of the signatory.
    var instanceID: FixedBytes<16>
    var generation: UInt64
    var nonce: FixedBytes<32>
    var signature: SchnorrSignature
    var limits: Limits
    /// Name and release, for logs.
    var server: String

    var points: PointForm { PointForm(features: features) }

    struct Limits: Sendable, Equatable {
        var frameBytes: UInt32
        var outputs: UInt32
        var proofs: UInt32
        var requestsInFlight: UInt32
    }

    func write(to buffer: inout ByteBuffer) {
        unsafe WireHelloAck.write(to: &buffer) { arena, message in
            unsafe message.version = version
            unsafe message.features = features
            unsafe message.identity_pubkey = arena.bytes(identity.bytes)
            unsafe message.instance_id = arena.bytes(instanceID)
            unsafe message.generation = generation
            unsafe message.nonce = arena.bytes(nonce)
            unsafe message.signature = arena.bytes(signature.bytes)
            unsafe message.max_frame = limits.frameBytes
            unsafe message.max_outputs = limits.outputs
            unsafe message.max_proofs = limits.proofs
            unsafe message.max_inflight = limits.requestsInFlight
            unsafe message.server = arena.text(server, maximumBytes: WireText.maximumReleaseBytes)
        }
    }
}

extension HelloAnswer {
    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireHelloAck.read(payload) { (message) throws(SignatoryError) in
            guard let identity = unsafe message.identity_pubkey.point() else {
                throw SignatoryError(.invalidPoint, "the identity is not a compressed point")
            }
            guard let instance = unsafe message.instance_id.fixed(FixedBytes<16>.self),
                let nonce = unsafe message.nonce.fixed(FixedBytes<32>.self),
                let signature = unsafe message.signature.fixed(FixedBytes<64>.self)
            else { throw SignatoryError(.invalidArgument, "instance, nonce or signature of another length") }
            guard unsafe message.max_inflight > 0 else {
                throw SignatoryError(.invalidArgument, "no request is allowed")
            }
            return unsafe HelloAnswer(
                version: message.version, features: message.features, identity: identity, instanceID: instance,
                generation: message.generation, nonce: nonce, signature: SchnorrSignature(signature),
                limits: Limits(
                    frameBytes: message.max_frame, outputs: message.max_outputs, proofs: message.max_proofs,
                    requestsInFlight: message.max_inflight),
                server: unsafe wireText(message.server))
        }
    }
}
