/// What a macaroon allows, as `lncli bakemacaroon` calls it.
package enum LNDRight: String, Sendable, CaseIterable {
    case readInfo = "info:read"
    case readInvoices = "invoices:read"
    case writeInvoices = "invoices:write"
    case readPayments = "offchain:read"
    case writePayments = "offchain:write"
    /// The mint does without it: then what the node has on the chain is not counted.
    case readChain = "onchain:read"

    var isNeeded: Bool { self != .readChain }
}
