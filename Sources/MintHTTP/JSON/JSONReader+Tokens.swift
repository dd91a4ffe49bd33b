internal import Cashu

extension JSONReader {
    /// The next byte that is no white space; stays in front of it. `nil` at the end.
    mutating func next() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    mutating func expect(_ character: UInt8) throws(NUTError) {
        guard next() == character else { throw refusal("'\(Unicode.Scalar(character))' is expected") }
        position += 1
    }

    mutating func word(_ word: String) throws(NUTError) {
        guard bytes[position...].starts(with: word.utf8) else { throw refusal("a value is expected") }
        position += word.utf8.count
    }

    mutating func unsignedInteger(_ name: String) throws(NUTError) -> UInt64 {
        _ = next()
        let start = position
        var number: UInt64 = 0
        while position < bytes.count, let digit = Self.digit(bytes[position]) {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { throw refusal("\(name) is above 18446744073709551615") }
            number = sum
            position += 1
        }
        let hasLeadingZero = position - start > 1 && bytes[start] == UInt8(ascii: "0")
        guard position > start, !hasLeadingZero, !continuesNumber else {
            throw refusal("\(name) is not an integer of 0 to 18446744073709551615")
        }
        return number
    }

    /// RFC 8259 §6. Only for members that nobody wants.
    mutating func skipNumber() throws(NUTError) {
        if peek == UInt8(ascii: "-") { position += 1 }
        let start = position
        skipDigits()
        guard position > start, position - start == 1 || bytes[start] != UInt8(ascii: "0") else {
            throw refusal("a value is expected")
        }
        if peek == UInt8(ascii: ".") {
            position += 1
            try requireDigits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try requireDigits()
        }
    }

    /// What a wallet is told. Never quotes the document, which may hold secrets.
    func refusal(_ problem: String) -> NUTError {
        NUTError(.malformedRequest, "\(problem) (byte \(position) of the body)")
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var continuesNumber: Bool {
        switch peek {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private mutating func skipDigits() {
        while let character = peek, Self.digit(character) != nil { position += 1 }
    }

    private mutating func requireDigits() throws(NUTError) {
        let start = position
        skipDigits()
        guard position > start else { throw refusal("a number is incomplete") }
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        let digit = character &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}
