internal import Cashu

/// Why a request is not served (https://www.jsonrpc.org/specification#error_object).
struct RPCError: Error, Equatable {
    let code: Int
    let message: String

    static func malformed(_ error: NUTError) -> RPCError { RPCError(code: -32_700, message: error.detail) }
    static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32_600, message: message) }
    static func unknownMethod(_ message: String) -> RPCError { RPCError(code: -32_601, message: message) }
    static func invalidParameters(_ message: String) -> RPCError { RPCError(code: -32_602, message: message) }
    static func unavailable(_ message: String) -> RPCError { RPCError(code: -32_603, message: message) }
}
