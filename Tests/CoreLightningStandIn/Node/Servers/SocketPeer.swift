internal import Foundation
internal import NIOCore
internal import TestSupport

/// One connection to `lightning-rpc`.
final class SocketPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let node: StandInNode
    private let gate: CallGate
    private var bytes: [UInt8] = []
    /// Calls without an answer, and answers that wait to be sent together.
    private var outstanding = 0
    private var held: [[UInt8]] = []

    init(_ node: StandInNode, _ gate: CallGate) {
        self.node = node
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytesView
        let channel = context.channel
        let peer = NIOLoopBound(self, eventLoop: channel.eventLoop)
        while let request = nextObject() {
            guard let json = try? JSONDecoder().decode(JSON.self, from: Data(request)),
                let method = json["method"]?.string, let id = json["id"]
            else {
                context.close(promise: nil)
                return
            }
            outstanding += 1
            let (node, gate) = (node, gate)
            Task {
                if await gate.enters(method) { return channel.close(promise: nil) }
                let (answer, fault) = await node.answer(method, json["params"] ?? .object([:]))
                if await gate.leaves(method) { return channel.close(promise: nil) }
                channel.eventLoop.execute { peer.value.deliver(id, answer, fault, on: channel) }
            }
        }
    }

    /// Requests have nothing between them: one ends where its outer brace is closed.
    private func nextObject() -> [UInt8]? {
        var (depth, isInText, isEscaped) = (0, false, false)
        for (position, byte) in bytes.enumerated() {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                guard depth == 0 else { continue }
                defer { bytes.removeFirst(position + 1) }
                return Array(bytes[...position])
            default: continue
            }
        }
        return nil
    }

    private func deliver(_ id: JSON, _ answer: StandInAnswer, _ fault: StandInFault?, on channel: any Channel) {
        outstanding -= 1
        guard let (reply, isCut) = Self.reply(id, answer, fault) else {
            channel.close(promise: nil)
            return
        }
        if isCut {
            channel.writeAndFlush(ByteBuffer(bytes: reply)).whenComplete { _ in channel.close(promise: nil) }
            return
        }
        switch node.settings.delivery {
        case .plain: channel.writeAndFlush(ByteBuffer(bytes: reply), promise: nil)
        case .bytewise: for byte in reply { channel.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil) }
        case .merged:
            held.append(reply)
            guard outstanding == 0 else { return }
            channel.writeAndFlush(ByteBuffer(bytes: held.reversed().joined()), promise: nil)
            held = []
        case .amongOthers:
            let others =
                #"{"jsonrpc":"2.0","method":"log","params":{"log":"a\nb"}}"# + "\n\n"
                + #"{"jsonrpc":"2.0","id":"nobody#1","result":{}}"# + "\n\n"
                + #"{"jsonrpc":"2.0","id":7,"result":{}}"# + "\n\n" + #"{"jsonrpc":"2.0","id":null,"error":{}}"#
                + "\n\n"
            let spaced = [reply[0]] + Array("\n\n \n\n".utf8) + reply.dropFirst()
            channel.writeAndFlush(ByteBuffer(bytes: Array(others.utf8) + spaced + Array(others.utf8)), promise: nil)
        }
    }

    /// With whether the connection ends after these bytes; `nil` when it ends without any.
    private static func reply(_ id: JSON, _ answer: StandInAnswer, _ fault: StandInFault?) -> ([UInt8], Bool)? {
        var members: [String: JSON] = ["jsonrpc": .text("2.0"), "id": id]
        var isCut = fault == .cutInReply
        switch answer {
        case .cut: return nil
        case .result(let result): members["result"] = result
        case .cutResult(let result):
            members["result"] = result
            isCut = true
        case .error(let code, let message): members["error"] = StandInNode.error(code, message)
        }
        switch fault {
        case .garbage: return (Array("this is no JSON\n\n".utf8), false)
        case .endless: return (Array(#"{"id":"#.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: 4 << 20), false)
        default: break
        }
        guard let json = try? JSONEncoder().encode(JSON.object(members)) else { return nil }
        if fault == .stalled { return (Array(json.prefix(json.count / 2)), false) }
        return isCut ? (Array(json.prefix(json.count / 2)), true) : (Array(json) + Array("\n\n".utf8), false)
    }
}

extension StandInNode {
    static func error(_ code: Int64, _ message: String) -> JSON {
        .object(["code": code < 0 ? .negative(code) : .int(UInt64(code)), "message": .text(message)])
    }
}
