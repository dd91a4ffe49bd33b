#if DEBUG
    import CashuCrypto
    import CashuSecrets
    import FuzzSupport
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    /// What a signatory sends that has the key of its identity: no input could guess it.
    struct TrueServer {
        /// Few, so that calls have to wait.
        static let maximumInFlight = 3

        private static let key: SigningKey = {
            let scalar = [UInt8](repeating: 7, count: 32)
            let key = unsafe scalar.withUnsafeBytes { bytes in
                unsafe bytes.baseAddress.flatMap { unsafe SigningKey(copying: $0) }
            }
            guard let key else { preconditionFailure("a small number is a key") }
            return key
        }()

        static var identity: PublicKey { key.publicKey }

        private let handshake: ServerHandshake
        private var hello: (payload: ByteBuffer, answer: ByteBuffer)?

        init(sharedKey: PreSharedKey?) {
            handshake = ServerHandshake(
                identity: ServerIdentity(publicKey: Self.identity) { 1 } sign: { Self.key.sign($0) },
                roles: [.mint], instanceID: FixedBytes(), server: "true", maximumInFlight: Self.maximumInFlight,
                sharedKey: sharedKey)
        }

        mutating func answer(to hello: ByteBuffer) -> ByteBuffer {
            let answer = require("a client's hello is answered") { try handshake.answer(hello).answer }
            var payload = ByteBuffer()
            answer.write(to: &payload)
            self.hello = (hello, payload)
            return Frame.bytes(.helloAck) { _ = $0.writeImmutableBuffer(payload) }
        }

        /// `nil` before the hello is answered, or without a key.
        func proof() -> ByteBuffer? {
            guard let hello, let proof = handshake.proof(hello: hello.payload, answer: hello.answer, role: .mint)
            else { return nil }
            return Frame.bytes(.authAck) { proof.write(of: .server, to: &$0) }
        }

        static func publication(generation: UInt64, to requestID: UInt64) -> ByteBuffer {
            let digest = KeysetPublication.digest(of: [Sample.keyset])
            let publication = KeysetPublication(
                generation: generation, identity: identity, keysets: [Sample.keyset], digest: digest,
                signature: key.sign(KeysetPublication.message(generation: generation, digest: digest)))
            guard let encoded = EncodedPublication(publication) else {
                preconditionFailure("one keyset is not too many")
            }
            return encoded.frames(.subscribeKeysets, requestID: requestID, have: nil)
        }
    }
#endif
