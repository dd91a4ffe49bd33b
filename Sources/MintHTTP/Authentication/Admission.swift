internal import MintAuth

/// What a request that may be served has shown.
struct Admission {
    /// Who asks, if he had to say so.
    var user: ClearUser?
    /// The token that it costs, if it costs one.
    var token: BlindToken?
}
