internal import FoundationEssentials
internal import NIOCore

/// Core Lightning's methods, over either transport.
struct NodeClient: Sendable {
    let transport: any NodeTransport
    /// How long an ordinary call may take.
    let patience: TimeAmount

    /// - Parameters:
    ///   - seconds: how long the node may keep the answer back beyond an ordinary call.
    ///   - isAlone: whether the call shares its connection with no other.
    ///   - repeats: whether to ask once more when the connection ended: a connection that waited for its next use may
    ///     have ended with the node of before. Not for orders to pay.
    func call<Result: Decodable>(
        _ method: String, _ parameters: some Encodable, waiting seconds: UInt64 = 0, isAlone: Bool = false,
        repeats: Bool = true
    ) async throws(CallFailure) -> Result {
        let call = NodeCall(
            method: method, parameters: try Self.encode(parameters, method),
            patience: patience + .seconds(Int64(clamping: min(seconds, Self.longestWait))), isAlone: isAlone || seconds > 0)
        do throws(CallFailure) {
            return try await result(of: call)
        } catch {
            guard repeats, case .cut = error else { throw error }
            return try await result(of: call)
        }
    }

    private func result<Result: Decodable>(of call: NodeCall) async throws(CallFailure) -> Result {
        let method = call.method
        switch try await transport.answer(to: call) {
        case .result(let data):
            return try Self.decode(Result.self, data, method)
        case .envelope(let data):
            let envelope = try Self.decode(Envelope<Result>.self, data, method)
            if let error = envelope.error { throw .node(error) }
            guard let result = envelope.result else { throw .lost("\(method): neither a result nor an error") }
            return result
        }
    }

    private static let longestWait: UInt64 = 86_400

    private static func encode(_ parameters: some Encodable, _ method: String) throws(CallFailure) -> Data {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            return try encoder.encode(parameters)
        } catch {
            throw .notSent("\(method): the parameters are not representable in JSON")
        }
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ data: Data, _ method: String
    ) throws(CallFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            // Not what stands in it: an answer may hold preimages.
            throw .lost("\(method): an answer that cannot be read: \(Self.place(error))")
        }
    }

    private static func place(_ error: any Error) -> String {
        let (problem, path): (String, [any CodingKey]) =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): ("no \(key.stringValue)", context.codingPath)
            case .typeMismatch(_, let context): ("another type than expected", context.codingPath)
            case .valueNotFound(_, let context): ("null", context.codingPath)
            case .dataCorrupted(let context): ("not valid", context.codingPath)
            default: ("not valid", [])
            }
        return path.isEmpty ? problem : "\(problem) at \(path.map(\.stringValue).joined(separator: "."))"
    }
}

private struct Envelope<Result: Decodable>: Decodable {
    let result: Result?
    let error: NodeError?
}
