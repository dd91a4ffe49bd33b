import Foundation
import Testing
import WebSocketTestSupport

/// A message of the mint.
struct Message {
    let object: [String: Any]

    var id: Int? { object["id"] as? Int }
    var result: [String: Any] { object["result"] as? [String: Any] ?? [:] }
    var code: Int? { (object["error"] as? [String: Any])?["code"] as? Int }
    private var params: [String: Any] { object["params"] as? [String: Any] ?? [:] }
    /// Of a notification.
    var subscription: String? { object["method"] as? String == "subscribe" ? params["subId"] as? String : nil }
    var payload: [String: Any] { params["payload"] as? [String: Any] ?? [:] }
    var state: String? { payload["state"] as? String }
}

extension TestWebSocket {
    static func subscribe(_ kind: String, _ id: String, _ filters: [String], request: Int = 1) -> String {
        let filters = filters.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"jsonrpc":"2.0","id":\(request),"method":"subscribe",\
            "params":{"kind":"\(kind)","subId":"\(id)","filters":[\(filters)]}}
            """
    }

    static func unsubscribe(_ id: String, request: Int = 2) -> String {
        #"{"jsonrpc":"2.0","id":\#(request),"method":"unsubscribe","params":{"subId":"\#(id)"}}"#
    }

    func message() async throws -> Message {
        let text = try await next()
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let message = Message(object: try #require(object))
        #expect(message.object["jsonrpc"] as? String == "2.0")
        return message
    }

    /// The answer to a request, when nothing else comes before it.
    func ask(_ text: String) async throws -> Message {
        try await send(text)
        return try await message()
    }

    /// Subscribes, which must be accepted before anything else is said.
    func watch(_ kind: String, _ id: String, _ filters: [String]) async throws {
        let answer = try await ask(Self.subscribe(kind, id, filters))
        #expect(answer.id == 1)
        #expect(answer.result["status"] as? String == "OK")
        #expect(answer.result["subId"] as? String == id)
    }

    /// The states that are told from now on, up to `last`.
    func states(to last: String) async throws -> [String] {
        var states: [String] = []
        while states.last != last { states.append(try #require(try await message().state)) }
        return states
    }
}
