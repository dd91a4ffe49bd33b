internal import NIOCore
internal import NIOHTTP1
internal import Synchronization
internal import TestSupport

/// Between the wire and the node: lets go wrong what the script says, and serves the routes of the tests themselves.
final class StandInRoutes: Sendable {
    /// `nil` while the node is down.
    private let present: Mutex<StandInNode?>

    init(_ node: StandInNode) { present = Mutex(node) }

    func replaceNode(by node: StandInNode?) { present.withLock { $0 = node } }

    /// When to break the connection.
    private enum Ending {
        case whole
        case cut(afterBytes: Int)
        case never
    }

    func respond(to request: StandInRequest, by gate: CallGate, on channel: any Channel) async {
        let call = "\(request.method) \(request.route)"
        let isLost = await gate.enters(call)
        guard !isLost, let node = present.withLock({ $0 }) else { return channel.close(promise: nil) }
        if request.path.hasPrefix("/stand-in/") {
            return await write(await control(request, node), .whole, from: node, on: channel)
        }
        switch await node.fault(request.path) {
        case nil:
            let answer = await node.answer(request)
            if await gate.leaves(call) { return channel.close(promise: nil) }
            await write(answer, .whole, from: node, on: channel)
        case .loseRequest: channel.close(promise: nil)
        case .cut(let bytes): await write(await node.answer(request), .cut(afterBytes: bytes), from: node, on: channel)
        case .hang: await write(await node.answer(request), .never, from: node, on: channel)
        case .refuse(let http, let code, let message, let isObeyed):
            if isObeyed { _ = await node.answer(request) }
            await write(StandInAnswer(http: http, StandInRefusal(code, message).json), .whole, from: node, on: channel)
        case .answer(let http, let body):
            await write(StandInAnswer(http: http, bytes: Array(body.utf8)), .whole, from: node, on: channel)
        case .slow(let milliseconds):
            // Ends early only with the connection.
            do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return }
            await write(await node.answer(request), .whole, from: node, on: channel)
        }
    }

    /// A connection that broke has its own end: whatever cannot be written is nobody's loss.
    private func write(
        _ answer: StandInAnswer, _ ending: Ending, from node: StandInNode, on channel: any Channel
    ) async {
        if case .never = ending { return }
        var left = Int.max
        if case .cut(let bytes) = ending {
            guard bytes >= 0 else { return channel.close(promise: nil) }
            left = bytes
        }
        var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: answer.http))
        head.headers.add(name: "Content-Type", value: "application/json")
        head.headers.add(name: "Transfer-Encoding", value: "chunked")
        do {
            // grpc-gateway sends the head of a stream with its first message, and not before.
            var isBegun = false
            for await piece in answer.pieces {
                if !isBegun { try await channel.writeAndFlush(HTTPServerResponsePart.head(head)) }
                isBegun = true
                for chunk in await cut(piece, by: node) {
                    let part = chunk.prefix(left)
                    left -= part.count
                    try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: part))))
                    if left == 0 { return channel.close(promise: nil) }
                }
            }
            if case .cut = ending { return channel.close(promise: nil) }
            if !isBegun { try await channel.writeAndFlush(HTTPServerResponsePart.head(head)) }
            try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        } catch {
            channel.close(promise: nil)
        }
    }

    private func cut(_ piece: [UInt8], by node: StandInNode) async -> [ArraySlice<UInt8>] {
        let size = await node.script.chunkBytes
        guard size > 0 else { return [piece[...]] }
        return stride(from: 0, to: piece.count, by: size).map { piece[$0..<min($0 + size, piece.count)] }
    }

    /// `PUT script`, `GET ledger`, `POST settle/HASH`, `POST hold/HASH`, `POST finish/HASH[/REASON]`.
    private func control(_ request: StandInRequest, _ node: StandInNode) async -> StandInAnswer {
        let parts = request.path.split(separator: "/").dropFirst().map(String.init)
        do {
            switch (request.method, parts.first, parts.count) {
            case ("PUT", "script", 1):
                try await node.replaceScript(request.body)
                return StandInAnswer(["ok": true])
            case ("GET", "ledger", 1): return StandInAnswer(http: 200, bytes: try await node.ledgerDocument())
            case ("POST", "settle", 2), ("POST", "hold", 2):
                let isDone = try await node.receive(parts[1], amountMsat: nil, isHeld: parts[0] == "hold")
                return StandInAnswer(["ok": .bool(isDone)])
            case ("POST", "finish", 2...3):
                let reason = parts.dropFirst(2).first.map { "FAILURE_REASON_\($0)" }
                return StandInAnswer(["ok": .bool(try await node.finish(parts[1], failing: reason))])
            default: return StandInAnswer(http: 404, ["error": "no such route"])
            }
        } catch {
            return StandInAnswer(http: 400, ["error": .string("\(error)")])
        }
    }
}
