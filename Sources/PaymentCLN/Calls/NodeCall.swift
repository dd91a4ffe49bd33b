internal import FoundationEssentials
internal import NIOCore

/// A call as every transport needs it.
struct NodeCall: Sendable {
    let method: String
    /// A JSON object.
    let parameters: Data
    let patience: TimeAmount
    /// Whether the node keeps the answer back for long: such a call has a connection of its own.
    let isLong: Bool
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
