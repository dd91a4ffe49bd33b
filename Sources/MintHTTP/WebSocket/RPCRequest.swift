internal import Cashu

/// A request of NUT-17. Read in two steps, so that a refusal can name the request that it refuses, wherever in the
/// document its id stands.
struct RPCRequest {
    enum Call {
        case subscribe(SubscribeParameters)
        case unsubscribe(id: String)
    }

    /// A request that is refused, with its id if it could be read.
    struct Refusal: Error, Equatable {
        let id: RPCID?
        let error: RPCError
    }

    let id: RPCID
    let call: Call

    init(_ bytes: [UInt8], _ limits: SubscriptionLimits) throws(Refusal) {
        let envelope: RPCEnvelope
        do throws(NUTError) {
            envelope = try JSONReader.read(bytes, RPCEnvelope.init)
        } catch {
            throw Refusal(id: nil, error: .malformed(error))
        }
        do throws(RPCError) {
            id = try envelope.checkedID()
            call = try Self.call(envelope, bytes, limits)
        } catch {
            throw Refusal(id: envelope.id, error: error)
        }
    }

    private static func call(
        _ envelope: RPCEnvelope, _ bytes: [UInt8], _ limits: SubscriptionLimits
    ) throws(RPCError) -> Call {
        guard let range = envelope.parameters else {
            // A method that is not known takes none that could be missing.
            _ = try method(envelope)
            throw .invalidParameters("params are missing")
        }
        let parameters = Array(bytes[range])
        switch try method(envelope) {
        case .subscribe:
            return .subscribe(try read(parameters) { (reader) throws(NUTError) in
                try SubscribeParameters(&reader, limits)
            })
        case .unsubscribe:
            return .unsubscribe(id: try read(parameters, SubscribeParameters.id))
        }
    }

    private enum Method: String { case subscribe, unsubscribe }

    private static func method(_ envelope: RPCEnvelope) throws(RPCError) -> Method {
        guard let name = envelope.method else { throw .invalidRequest("method is not a string") }
        guard let method = Method(rawValue: name) else {
            throw .unknownMethod("methods are subscribe and unsubscribe")
        }
        return method
    }

    private static func read<Value>(
        _ bytes: [UInt8], _ read: (inout JSONReader) throws(NUTError) -> Value
    ) throws(RPCError) -> Value {
        do throws(NUTError) {
            return try JSONReader.read(bytes, read)
        } catch {
            throw .invalidParameters(error.detail)
        }
    }
}
