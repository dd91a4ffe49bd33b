/// What a message may contain, as a table by field number. `signatory.proto` says it to the compiler of protobuf; this
/// says it to `MessageValidator`, with the limits that protobuf cannot express.
struct MessageShape: Sendable {
    enum Field: Sendable {
        case varint(maximum: UInt64)
        case bytes(maximumLength: Int)
        /// UTF-8 without control characters: protobuf-c hands it over as a C string.
        case text(maximumLength: Int)
        /// `repeated uint64`, packed or not.
        case varints(maximumCount: Int)
        case repeatedBytes(maximumLength: Int, maximumCount: Int)
        case messages(MessageShape, maximumCount: Int)
    }

    /// Position is the field number less one.
    private let fields: [Field?]
    /// Fields of which at most one may be present. The schema has one such group with more than one member.
    private let exclusive: Set<Int>

    /// The highest field number of any message.
    static let maximumFieldNumber = 16

    init(_ fields: [Int: Field], exclusive: Set<Int> = []) {
        precondition(fields.keys.allSatisfy { (1...Self.maximumFieldNumber).contains($0) }, "see the limit")
        self.fields = (1...Self.maximumFieldNumber).map { fields[$0] }
        self.exclusive = exclusive
    }

    /// `nil` for a field that the message does not have.
    subscript(number: UInt64) -> Field? {
        guard number >= 1, number <= UInt64(fields.count) else { return nil }
        return fields[Int(number) - 1]
    }

    func isExclusive(_ number: Int) -> Bool { !exclusive.isEmpty && exclusive.contains(number) }
}
