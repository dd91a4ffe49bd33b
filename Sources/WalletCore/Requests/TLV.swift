/// NUT-26's fields: a type of one byte, a length of two, and that many bytes.
enum TLV {
    struct Field: Sendable, Hashable {
        let type: UInt8
        let value: [UInt8]
    }

    static func fields(_ bytes: some Collection<UInt8>) throws(PaymentRequestError) -> [Field] {
        var rest = Array(bytes)[...]
        var fields: [Field] = []
        while let type = rest.popFirst() {
            guard let high = rest.popFirst(), let low = rest.popFirst() else { throw .truncated }
            let length = Int(high) << 8 | Int(low)
            guard length <= rest.count else { throw .truncated }
            fields.append(Field(type: type, value: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return fields
    }

    /// - Throws: `tooLong` for a value that two bytes cannot count.
    static func append(_ type: UInt8, _ value: [UInt8], to bytes: inout [UInt8]) throws(PaymentRequestError) {
        guard let length = UInt16(exactly: value.count) else { throw .tooLong }
        bytes += [type, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)] + value
    }

    /// A tag: each text with a length of one byte.
    static func tag(_ bytes: [UInt8]) throws(PaymentRequestError) -> [String] {
        var rest = bytes[...]
        var texts: [String] = []
        while let length = rest.popFirst() {
            guard length <= rest.count else { throw .truncated }
            texts.append(try text(Array(rest.prefix(Int(length))), "tag"))
            rest = rest.dropFirst(Int(length))
        }
        guard !texts.isEmpty else { throw .truncated }
        return texts
    }

    static func tag(_ texts: [String]) throws(PaymentRequestError) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts {
            guard let length = UInt8(exactly: text.utf8.count) else { throw .tooLong }
            bytes.append(length)
            bytes += text.utf8
        }
        return bytes
    }

    static func text(_ bytes: [UInt8], _ field: String) throws(PaymentRequestError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .field(field) }
        return text
    }
}
