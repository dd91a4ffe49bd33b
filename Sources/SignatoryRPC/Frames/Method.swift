/// The numbers are stable and never reused.
enum Method: UInt16, Sendable, CaseIterable {
    case blindSign = 1
    case verifyProofs = 2
    case subscribeKeysets = 3
    case getKeysets = 4
    case status = 5
    case rotateKeyset = 100
}
