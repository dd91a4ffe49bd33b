extension FrameCaps {
    /// Packed, a proof has 34 bytes.
    private static let proof: UInt32 = 64

    /// Between its answer to the hello and the client's proof, a server accepts that proof and nothing else.
    static func beforeAuth(_ header: FrameHeader) -> UInt32? {
        FrameKind(rawValue: header.kind) == .auth ? proof : nil
    }

    /// After its own proof a client accepts the server's, or a refusal.
    static func beforeAuthAck(_ header: FrameHeader) -> UInt32? {
        switch FrameKind(rawValue: header.kind) {
        case .authAck: proof
        case .failure: hello
        case .request, .response, .event, .cancel, .ping, .pong, .goAway, .hello, .helloAck, .auth, nil: nil
        }
    }
}
