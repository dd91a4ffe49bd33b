internal import Cashu

/// What a wallet calls its request, given back as it came.
enum RPCID: Equatable {
    /// The digits of the document.
    case number(String)
    case string(String)

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    /// Reads a value of any kind; `nil` for one that is no id.
    init?(_ reader: inout JSONReader) throws(NUTError) {
        switch reader.next() {
        case UInt8(ascii: "\""):
            let contents = reader.contents(try reader.text())
            guard contents.count <= SubscriptionLimits.maximumIDBytes else { return nil }
            self = .string(String(decoding: contents, as: UTF8.self))
        case let first? where first == UInt8(ascii: "-") || Self.digits.contains(first):
            let start = reader.position
            try reader.skipNumber()
            guard reader.position - start <= SubscriptionLimits.maximumIDBytes else { return nil }
            self = .number(String(decoding: reader.bytes[start..<reader.position], as: UTF8.self))
        default:
            try reader.skip()
            return nil
        }
    }
}
