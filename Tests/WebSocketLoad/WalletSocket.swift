import NIOCore
import NIOWebSocket

/// One wallet: what it asks for.
struct WalletSocket: Sendable {
    private let client: Int
    private let subjects: [LoadPlan.Subject]
    private let observations: Observations

    init(_ client: Int, _ subjects: [LoadPlan.Subject], _ observations: Observations) {
        self.client = client
        self.subjects = subjects
        self.observations = observations
    }

    /// A subscription to each, which has its number as its id.
    func requests(_ supply: Supply) -> [String] {
        subjects.enumerated().map { number, subject in
            let (kind, filter) =
                switch subject {
                case .proof(let proof): ("proof_state", supply.proofs[proof])
                case .quote(let quote): ("bolt11_mint_quote", supply.quotes[quote])
                }
            return """
                {"jsonrpc":"2.0","id":\(number),"method":"subscribe",\
                "params":{"kind":"\(kind)","subId":"\(number)","filters":["\(filter)"]}}
                """
        }
    }

    func handler() -> some ChannelHandler { Listener(client, subjects, observations) }

    /// Notes everything, and answers pings.
    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        typealias OutboundOut = WebSocketFrame

        private let client: Int
        private let observations: Observations
        private var watches: [Watch]
        private var isLeaving = false

        init(_ client: Int, _ subjects: [LoadPlan.Subject], _ observations: Observations) {
            self.client = client
            self.observations = observations
            watches = subjects.map(Watch.init)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            switch frame.opcode {
            case .text: observations.hear(Notice(frame.unmaskedData), of: client, &watches)
            case .ping:
                let pong = WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: frame.unmaskedData)
                context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
            default: observations.fault("wallet \(client) gets a frame \(frame.opcode)")
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            observations.fault("wallet \(client): \(error)")
            context.close(promise: nil)
        }
    }
}
