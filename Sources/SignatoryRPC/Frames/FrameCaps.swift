/// The most bytes of a payload by kind and method, asked before any memory is taken for it. From measured sizes: a
/// request to sign 1,000 outputs has 115 KB and its answer 184 KB; a keyset of 64 keys has 2.6 KB; 1,000 claims with
/// secrets of 1,024 bytes have 1.1 MB. Points have 65 bytes in them.
enum FrameCaps {
    static let hello: UInt32 = 512
    static let verifyProofs: UInt32 = 1_280 * 1_024
    static let signing: UInt32 = 256 * 1_024
    static let keyset: UInt32 = 64 * 1_024
    /// 16 keysets of 64 amounts, 64 limits, or 64 entries of the audit log.
    static let table: UInt32 = 96 * 1_024
    static let other: UInt32 = 4 * 1_024

    /// What a server accepts; `nil` for a kind that no client sends. A method that does not exist gets the smallest
    /// cap, so that its request can be answered.
    static func fromClient(_ header: FrameHeader) -> UInt32? {
        switch FrameKind(rawValue: header.kind) {
        case .request:
            switch Method(rawValue: header.method) {
            case .blindSign: signing
            case .verifyProofs: verifyProofs
            case .subscribeKeysets, .getKeysets, .status, .compareLedgers, .rotateKeyset, .deactivateKeyset,
                .setLimit, .audit, .pause, .getLimits, nil:
                other
            }
        case .cancel, .ping, .pong: 0
        case .goAway: other
        case .hello, .response, .failure, .event, .helloAck, .auth, .authAck, nil: nil
        }
    }

    /// What a client accepts; `nil` for a kind that no server sends.
    static func fromServer(_ header: FrameHeader) -> UInt32? {
        switch FrameKind(rawValue: header.kind) {
        case .response:
            switch Method(rawValue: header.method) {
            case .blindSign: signing
            case .rotateKeyset, .deactivateKeyset: keyset
            case .compareLedgers, .audit, .setLimit, .getLimits: table
            case .verifyProofs, .subscribeKeysets, .getKeysets, .status, .pause, nil: other
            }
        case .event: keyset
        case .failure, .goAway: other
        case .ping, .pong: 0
        case .hello, .request, .cancel, .helloAck, .auth, .authAck, nil: nil
        }
    }

    /// Before the handshake is done a server accepts a hello and nothing else.
    static func beforeHello(_ header: FrameHeader) -> UInt32? {
        FrameKind(rawValue: header.kind) == .hello ? hello : nil
    }

    /// Before the handshake is done a client accepts the answer to its hello, or a refusal.
    static func beforeHelloAck(_ header: FrameHeader) -> UInt32? {
        switch FrameKind(rawValue: header.kind) {
        case .helloAck, .failure: hello
        case .request, .response, .event, .cancel, .ping, .pong, .goAway, .hello, .auth, .authAck, nil: nil
        }
    }
}
