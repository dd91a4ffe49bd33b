/// What the node says when it says no: a status of gRPC (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
struct LNDStatus: Error, Sendable, Equatable {
    let code: Int
    /// Text of the node: shortened, without control characters.
    let message: String

    private static let unknown = 2
    private static let invalidArgument = 3
    private static let notFound = 5
    private static let permissionDenied = 7
    private static let failedPrecondition = 9
    private static let unimplemented = 12
    private static let unauthenticated = 16

    private static let maximumCharacters = 300

    init(code: Int, message: String) {
        self.code = code
        let printable = message.unicodeScalars.filter { $0.properties.generalCategory != .control }
        self.message = String(String.UnicodeScalarView(printable.prefix(Self.maximumCharacters)))
    }

    var isNotFound: Bool { code == Self.notFound }

    /// The node has the wallet locked, or is not up yet: LND reports both as `Unknown`, and they pass.
    var isPassing: Bool {
        guard isFinal else { return true }
        return ["wallet locked", "waiting to start", "process of starting"].contains { message.contains($0) }
    }

    /// The node read the request and declined it. The codes that are missing (canceled, deadline exceeded, already
    /// exists, aborted, unavailable, internal and so on) also come when a request was obeyed.
    ///
    /// `Unknown` is what LND makes of most of its errors; a connection that breaks inside of it is `Unavailable`.
    var isFinal: Bool {
        [
            Self.unknown, Self.invalidArgument, Self.notFound, Self.permissionDenied, Self.failedPrecondition,
            Self.unimplemented, Self.unauthenticated,
        ].contains(code)
    }

    /// The macaroon is a good one and does not allow this.
    var isMissingRight: Bool { code == Self.permissionDenied || message.contains("permission denied") }

    /// The macaroon is not one of this node.
    var isForeignMacaroon: Bool {
        guard !isMissingRight else { return false }
        return code == Self.unauthenticated
            || ["verification failed", "macaroon", "cannot get macaroon"].contains { message.contains($0) }
    }
}

extension LNDStatus: CustomStringConvertible {
    var description: String {
        if isMissingRight { return "the macaroon lacks a right (\(message)); bake one as docs/lightning-lnd.md says" }
        if isForeignMacaroon { return "the macaroon is not one of this node (\(message))" }
        return "\(message) (code \(code))"
    }
}
