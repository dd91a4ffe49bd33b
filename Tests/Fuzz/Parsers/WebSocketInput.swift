#if DEBUG
    import Cashu
    import FuzzSupport
    import NIOCore
    import NIOEmbedded
    import NIOWebSocket

    @testable import MintHTTP

    /// What a wallet sends on a WebSocket: a stream of bytes that is read twice, at once, and in the pieces that the input
    /// asks for.
    struct WebSocketInput {
        private static let limits: SubscriptionLimits = {
            var limits = SubscriptionLimits()
            limits.maximumFilters = 4
            return limits
        }()

        private let pieces: [Int]
        private let stream: ByteBuffer

        /// One byte is the number of pieces, one each their lengths; the rest is the stream.
        init(_ input: ByteBuffer) {
            var input = input
            let count = Int(input.readByte()) % 32
            pieces = (input.readBytes(length: min(count, input.readableBytes)) ?? []).map(Int.init)
            stream = input
        }

        func run() {
            let whole = Self.outcome(of: [stream])
            require(whole == Self.outcome(of: cut()), "messages do not depend on how the stream is read")
            for case .message(let message) in whole {
                require(message.count <= Self.limits.maximumMessageBytes, "no message exceeds its limit")
                require(String(validating: message, as: UTF8.self) != nil, "a message is text")
                Self.serve(message)
            }
        }

        private func cut() -> [ByteBuffer] {
            var rest = stream
            var cut = pieces.compactMap { rest.readSlice(length: min($0, rest.readableBytes)) }
            cut.append(rest)
            return cut
        }

        private static func outcome(of reads: [ByteBuffer]) -> [WebSocketMessages.Action] {
            let channel = EmbeddedChannel()
            let listener = WebSocketListener(maximumBytes: limits.maximumMessageBytes)
            let decoder = WebSocketFrameDecoder(maxFrameSize: limits.maximumMessageBytes)
            require("handlers are added") {
                try channel.pipeline.syncOperations.addHandlers([ByteToMessageHandler(decoder), listener])
            }
            channel.pipeline.fireChannelActive()
            for bytes in reads { channel.pipeline.fireChannelRead(bytes) }
            channel.close(promise: nil)
            channel.embeddedEventLoop.run()
            return listener.actions
        }

        /// The answer is JSON, and names the request as the wallet did.
        private static func serve(_ message: [UInt8]) {
            var writer = JSONWriter()
            let id: RPCID?
            do throws(RPCRequest.Refusal) {
                let request = try RPCRequest(message, limits)
                id = request.id
                writer.accepted(request.id, subscription: name(of: request.call))
            } catch {
                require(error.error.message.utf8.count < 256, "a refusal quotes nothing")
                id = error.id
                writer.refused(error)
            }
            let answer = require("an answer is JSON") {
                try JSONReader.read(writer.bytes) { (reader) throws(NUTError) in try RPCEnvelope(&reader) }
            }
            require(answer.id == id && answer.version == "2.0", "an answer has the id of its request")
        }

        private static func name(of call: RPCRequest.Call) -> String {
            switch call {
            case .unsubscribe(let id): return id
            case .subscribe(let parameters):
                require(parameters.filters.count <= limits.maximumFilters, "no more filters than allowed")
                let kind = SubscriptionKind(rawValue: parameters.kind)
                // A filter that names nothing is refused.
                for filter in parameters.filters { _ = try? kind?.subject(filter) }
                return parameters.id
            }
        }

        static func seeds() -> [ByteBuffer] {
            let point = "02" + String(repeating: "79be667ef9dcbbac", count: 4)
            let requests = [
                #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"kind":"proof_state","subId":"s","filters":["\#(point)"]}}"#,
                #"{"params":{"filters":["a","b"],"subId":"é\n","kind":"bolt11_mint_quote"},"method":"subscribe","id":"\u0061\u001f","jsonrpc":"2.0"}"#,
                #"{"jsonrpc":"2.0","id":-1.5e3,"method":"unsubscribe","params":{"subId":"s"}}"#,
                #"[{"jsonrpc":"2.0"}]"#,
            ]
            var seeds = requests.map { input([frame(.text, Array($0.utf8))]) }
            let halves = Array(requests[2].utf8)
            seeds.append(
                input([
                    frame(.text, Array(halves[..<20]), isFinal: false), frame(.ping, [1, 2]),
                    frame(.continuation, Array(halves[20...])), frame(.connectionClose, [3, 0xe8]),
                ]))
            seeds.append(input([frame(.binary, [1]), frame(.pong, [])]))
            seeds.append(input([frame(.text, [UInt8](repeating: 0x20, count: 300))]))
            return seeds
        }

        private static func input(_ frames: [ByteBuffer]) -> ByteBuffer {
            var input = ByteBuffer(bytes: [3, 1, 5, 30])
            for frame in frames { input.writeImmutableBuffer(frame) }
            return input
        }

        /// Masked with zeros, so that what a fuzzer changes is what is read.
        private static func frame(_ opcode: WebSocketOpcode, _ data: [UInt8], isFinal: Bool = true) -> ByteBuffer {
            var frame = ByteBuffer(bytes: [(isFinal ? 0x80 : 0) | UInt8(webSocketOpcode: opcode)])
            if data.count < 126 {
                frame.writeInteger(0x80 | UInt8(data.count))
            } else {
                frame.writeInteger(UInt8(0xfe))
                frame.writeInteger(UInt16(clamping: data.count))
            }
            frame.writeInteger(UInt32(0))
            frame.writeBytes(data)
            return frame
        }
    }

    /// Makes messages of frames as the mint's handler does, until one ends the connection.
    private final class WebSocketListener: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame

        private var messages: WebSocketMessages
        private var isOver = false
        private(set) var actions: [WebSocketMessages.Action] = []

        init(maximumBytes: Int) { messages = WebSocketMessages(maximumBytes: maximumBytes) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !isOver else { return }
            let action = messages.receive(unwrapInboundIn(data))
            actions.append(action)
            switch action {
            case .close, .fail: isOver = true
            case .nothing, .message, .pong: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { isOver = true }
    }
#endif
