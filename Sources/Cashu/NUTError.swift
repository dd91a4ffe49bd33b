/// The error numbers of NUT-00's table (`error_codes.md`), and this mint's own for what the table lacks (90000 and up).
package enum NUTErrorCode: Int, Sendable, CaseIterable {
    case proofVerificationFailed = 10001
    case proofsAlreadySpent = 11001
    case proofsPending = 11002
    case outputsAlreadySigned = 11003
    case outputsPending = 11004
    case notBalanced = 11005
    case amountOutsideLimits = 11006
    case duplicateInputs = 11007
    case duplicateOutputs = 11008
    case multipleUnits = 11009
    case unitMismatch = 11010
    case amountlessInvoice = 11011
    case invoiceAmountMismatch = 11012
    case unitNotSupported = 11013
    case maximumInputsExceeded = 11014
    case maximumOutputsExceeded = 11015
    case duplicateQuotes = 11016
    case maximumBatchExceeded = 11017
    case keysetUnknown = 12001
    case keysetInactive = 12002
    case keysetExpired = 12003
    case quoteNotPaid = 20001
    case quoteAlreadyIssued = 20002
    case mintingDisabled = 20003
    case paymentFailed = 20004
    case quotePending = 20005
    case invoiceAlreadyPaid = 20006
    case quoteExpired = 20007
    case quoteSignatureInvalid = 20008
    case quotePublicKeyInvalid = 20009
    case clearAuthRequired = 30001
    case clearAuthFailed = 30002
    case blindAuthRequired = 31001
    case blindAuthFailed = 31002
    case blindAuthAmountExceeded = 31003
    case blindAuthRateLimited = 31004

    case malformedRequest = 90001
    case quoteUnknown = 90002
    case requestTooLarge = 90003
    case routeUnknown = 90004
    case invoiceInvalid = 90005
    case temporarilyUnavailable = 90006
    case internalFailure = 90007
    case tooManyRequests = 90008
}

/// A refusal that the wallet is told: HTTP 400 `{"detail","code"}` (NUT-00). `detail` never holds secrets.
package struct NUTError: Error, Sendable, Hashable {
    package let code: NUTErrorCode
    package let detail: String

    package init(_ code: NUTErrorCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
