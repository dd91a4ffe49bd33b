internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization
internal import TestSupport

/// One connection to CLNRest.
final class RESTPeer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let node: StandInNode
    private let gate: CallGate
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ node: StandInNode, _ gate: CallGate) {
        self.node = node
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let bytes): body += bytes.readableBytesView
        case .end:
            guard let head else { return }
            begin(head, context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func begin(_ head: HTTPRequestHead, _ channel: any Channel) {
        let peer = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let settings = node.settings
        let prefix = "/v1/"
        guard head.method == .POST, head.uri.hasPrefix(prefix) else {
            return send(.notFound, StandInNode.error(-32_601, "no such path"), nil, channel)
        }
        let method = String(head.uri.dropFirst(prefix.count))
        guard let rune = head.headers.first(name: "Rune") else {
            return send(.unauthorized, StandInNode.error(1_501, "Not authorized: Missing rune"), nil, channel)
        }
        guard rune == settings.rune else {
            return send(.unauthorized, StandInNode.error(1_501, "Not authorized: Invalid rune"), nil, channel)
        }
        guard !settings.forbidden.contains(method) else {
            return send(.forbidden, StandInNode.error(1_502, "Not permitted: method is not equal to"), nil, channel)
        }
        guard let parameters = try? JSONDecoder().decode(JSON.self, from: Data(body.isEmpty ? Array("{}".utf8) : body))
        else { return send(.internalServerError, StandInNode.error(-32_700, "not JSON"), nil, channel) }
        let (node, gate) = (node, gate)
        Task {
            if await gate.enters(method) { return channel.close(promise: nil) }
            let (answer, fault) = await node.answer(method, parameters)
            if await gate.leaves(method) { return channel.close(promise: nil) }
            channel.eventLoop.execute { peer.value.deliver(answer, fault, channel) }
        }
    }

    private func deliver(_ answer: StandInAnswer, _ fault: StandInFault?, _ channel: any Channel) {
        switch answer {
        case .cut: channel.close(promise: nil)
        case .result(let result): send(.created, result, fault, channel)
        case .cutResult(let result): send(.created, result, .cutInReply, channel)
        case .error(let code, let message):
            let status: HTTPResponseStatus = code == -32_601 ? .notFound : .internalServerError
            send(status, StandInNode.error(code, message), fault, channel)
        }
    }

    private func send(_ status: HTTPResponseStatus, _ json: JSON, _ fault: StandInFault?, _ channel: any Channel) {
        guard var body = try? JSONEncoder().encode(json) else { return channel.close(promise: nil) }
        if fault == .garbage { body = Data("<html>a proxy</html>".utf8) }
        if fault == .endless { body = Data(repeating: UInt8(ascii: " "), count: 4 << 20) }
        let headers: HTTPHeaders = ["Content-Type": "application/json", "Content-Length": "\(body.count)"]
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if fault == .stalled {
            let half = ByteBuffer(bytes: body.prefix(body.count / 2))
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(half)), promise: nil)
            return
        }
        if fault == .cutInReply {
            let half = ByteBuffer(bytes: body.prefix(body.count / 2))
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(half))).whenComplete { _ in
                channel.close(promise: nil)
            }
            return
        }
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}
