/// The numbers are stable and never reused.
enum Method: UInt16, Sendable, CaseIterable {
    case blindSign = 1
    case verifyProofs = 2
    case subscribeKeysets = 3
    case getKeysets = 4
    case status = 5
    /// 6 and 7 are kept for what signatory.proto reserves.
    case compareLedgers = 8
    case rotateKeyset = 100
    case deactivateKeyset = 101
    case setLimit = 103
    case audit = 104
    case pause = 105
    case getLimits = 106
}
