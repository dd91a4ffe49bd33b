/// An error as the node sends it (JSON-RPC 2.0, and the codes of lightningd's `common/jsonrpc_errors.h`).
struct NodeError: Error, Sendable, Equatable, Decodable {
    let code: Int
    let message: String

    init(code: Int, message: String) {
        self.code = code
        self.message = message
    }

    /// What an error says about an order to pay.
    enum Weight: Sendable, Equatable {
        /// The node looked at the order and did not begin, or ended, and will try nothing more.
        case final
        /// The node stopped trying. It may have begun before.
        case stopped
        /// It may have begun, and may be at it.
        case none
    }

    var weight: Weight {
        switch code {
        case Code.invalidParameters, Code.unknownMethod, Code.invalidRequest: .final
        // The payee refuses for good; no route; too expensive; out of time; bad invoice; preapproval declined (2);
        // no funds; unreachable; user error; more than the payee can take.
        case 203, 205, 206, 207, 212, 213, 214, 215, 216, 217, 220: .final
        case 209, 210: .stopped
        // 200 and 201 are about another order for the same hash, 218 and 219 say that it is paid; -1, -3, -4 and -5
        // are a plugin or the node dying; and what is not known says nothing.
        default: .none
        }
    }

    enum Code {
        static let invalidRequest = -32_600
        static let unknownMethod = -32_601
        static let invalidParameters = -32_602
        static let labelExists = 900
        static let waitTimedOut = 904
        static let offerExists = 1_000
        static let offerExpired = 1_002
        static let issuerError = 1_004
        static let runeForbids = 1_502
    }
}

extension NodeError: CustomStringConvertible {
    private static let maximumCharacters = 300

    var description: String { "Core Lightning says: \(message.prefix(Self.maximumCharacters)) (\(code))" }
}
