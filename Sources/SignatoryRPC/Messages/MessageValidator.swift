/// Reads a message before protobuf-c does, without taking memory, and refuses what protobuf-c would pay for or let
/// pass: unknown fields (kept at 44 bytes per byte), a singular field twice (merged in quadratic time), groups,
/// over-long or non-minimal varints (cut silently), too many elements, text with a NUL (cut silently).
enum MessageValidator {
    enum Fault: Error, Equatable {
        case truncated, overlongVarint, invalidTag, unknownField, wrongWireType, repeatedSingular, tooLong, tooMany
        case outOfRange, invalidText
    }

    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
    }

    /// The number of submessages (0 for a message without).
    static func validate(_ bytes: Span<UInt8>, as shape: MessageShape) throws(Fault) -> Int {
        try validate(bytes, 0..<bytes.count, as: shape)
    }

    private static func validate(
        _ bytes: Span<UInt8>, _ range: Range<Int>, as shape: MessageShape
    ) throws(Fault) -> Int {
        var position = range.lowerBound
        let end = range.upperBound
        // Occurrences by field number; at index 0 those of the exclusive group.
        var counts = InlineArray<17, Int>(repeating: 0)
        var submessages = 0
        while position < end {
            let (number, type) = try tag(bytes, &position, end)
            guard let field = shape[number] else { throw .unknownField }
            let index = Int(number)
            if shape.isExclusive(index) {
                counts[0] += 1
                guard counts[0] == 1 else { throw .repeatedSingular }
            }
            switch (field, type) {
            case (.varint(let maximum), .varint):
                try count(&counts[index], 1, maximum: 1, excess: .repeatedSingular)
                guard try varint(bytes, &position, end) <= maximum else { throw .outOfRange }
            case (.varints(let maximum), .varint):
                try count(&counts[index], 1, maximum: maximum, excess: .tooMany)
                _ = try varint(bytes, &position, end)
            case (.varints(let maximum), .lengthDelimited):
                let packed = try content(bytes, &position, end, maximumLength: .max)
                var item = packed.lowerBound
                while item < packed.upperBound {
                    try count(&counts[index], 1, maximum: maximum, excess: .tooMany)
                    _ = try varint(bytes, &item, packed.upperBound)
                }
            case (.bytes(let maximum), .lengthDelimited):
                try count(&counts[index], 1, maximum: 1, excess: .repeatedSingular)
                _ = try content(bytes, &position, end, maximumLength: maximum)
            case (.text(let maximum), .lengthDelimited):
                try count(&counts[index], 1, maximum: 1, excess: .repeatedSingular)
                try text(bytes, content(bytes, &position, end, maximumLength: maximum))
            case (.repeatedBytes(let maximumLength, let maximumCount), .lengthDelimited):
                try count(&counts[index], 1, maximum: maximumCount, excess: .tooMany)
                _ = try content(bytes, &position, end, maximumLength: maximumLength)
            case (.messages(let child, let maximumCount), .lengthDelimited):
                try count(&counts[index], 1, maximum: maximumCount, excess: .tooMany)
                let inner = try content(bytes, &position, end, maximumLength: .max)
                _ = try validate(bytes, inner, as: child)
                submessages += 1
            case (.varint, .lengthDelimited), (.bytes, .varint), (.text, .varint), (.repeatedBytes, .varint),
                (.messages, .varint):
                throw .wrongWireType
            }
        }
        return submessages
    }

    private static func count(_ count: inout Int, _ more: Int, maximum: Int, excess: Fault) throws(Fault) {
        count += more
        guard count <= maximum else { throw excess }
    }

    private static func tag(
        _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int
    ) throws(Fault) -> (number: UInt64, type: WireType) {
        let tag = try varint(bytes, &position, end)
        guard tag >> 3 != 0 else { throw .invalidTag }
        // Fixed 32 and 64 bits are in no message; groups (3, 4) would nest, 6 and 7 do not exist.
        guard let type = WireType(rawValue: tag & 7) else { throw .wrongWireType }
        return (tag >> 3, type)
    }

    private static func varint(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) throws(Fault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard position < end else { throw .truncated }
            let byte = bytes[position]
            position += 1
            // The tenth byte holds the one bit that is left of 64.
            guard shift < 63 || byte <= 1 else { throw .overlongVarint }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 {
                // A last byte of zero adds nothing: the number has a shorter form, which alone is accepted.
                guard byte != 0 || shift == 0 else { throw .overlongVarint }
                return value
            }
            shift += 7
        }
    }

    private static func content(
        _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, maximumLength: Int
    ) throws(Fault) -> Range<Int> {
        let length = try varint(bytes, &position, end)
        guard length <= UInt64(end - position) else { throw .truncated }
        guard length <= UInt64(maximumLength) else { throw .tooLong }
        let range = position..<position + Int(length)
        position = range.upperBound
        return range
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Fault) {
        for position in range where bytes[position] < 0x20 || bytes[position] == 0x7f { throw .invalidText }
        guard (try? UTF8Span(validating: bytes.extracting(range))) != nil else { throw .invalidText }
    }
}
