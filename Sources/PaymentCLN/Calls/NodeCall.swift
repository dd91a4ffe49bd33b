internal import FoundationEssentials
internal import NIOCore

/// A call as every transport needs it.
struct NodeCall: Sendable {
    let method: String
    /// A JSON object.
    let parameters: Data
    let patience: TimeAmount
    /// Whether it has a connection of its own: because the node keeps the answer back, or because the answer may be
    /// longer than one that is read, which ends the connection for all who wait on it.
    let isAlone: Bool
}

/// The bytes of an answer.
enum NodeAnswer: Sendable {
    /// `{"id":…,"result":…}` or `{"id":…,"error":…}`.
    case envelope(Data)
    /// The result alone.
    case result(Data)
}

/// A way to the node.
protocol NodeTransport: Sendable {
    /// For logs: without secrets.
    var address: String { get }

    func answer(to call: NodeCall) async throws(CallFailure) -> NodeAnswer
}
