/// Records of type, length and value, in the strictly ascending order of their types (BOLT #1).
package struct TLVStream: Sendable, Hashable {
    package struct Record: Sendable, Hashable {
        package let type: UInt64
        package let value: [UInt8]

        /// As it stands in the stream.
        var bytes: [UInt8] { BigSize.bytes(type) + BigSize.bytes(UInt64(value.count)) + value }
    }

    package private(set) var records: [Record] = []

    package init() {}

    package init(parsing bytes: [UInt8]) throws(Bolt12Error) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let type = BigSize.take(&rest), let length = BigSize.take(&rest), length <= UInt64(rest.count) else {
                throw .truncated
            }
            guard records.last.map({ $0.type < type }) ?? true else { throw .notAscending }
            records.append(Record(type: type, value: Array(rest.prefix(Int(length)))))
            rest = rest.dropFirst(Int(length))
        }
    }

    package subscript(type: UInt64) -> [UInt8]? { records.first { $0.type == type }?.value }

    /// In the place of its type, replacing what was there.
    package mutating func set(_ type: UInt64, _ value: [UInt8]) {
        records.removeAll { $0.type == type }
        let position = records.firstIndex { $0.type > type } ?? records.endIndex
        records.insert(Record(type: type, value: value), at: position)
    }

    package var bytes: [UInt8] { records.flatMap(\.bytes) }
}

/// What the values of fields are made of.
extension TLVStream {
    /// A `tu64`: big-endian without leading zeros, and empty for zero; `nil` in any other form.
    package static func truncated(_ value: [UInt8]) -> UInt64? {
        guard value.count <= 8, value.first != 0 else { return nil }
        return value.reduce(0) { $0 << 8 | UInt64($1) }
    }

    package static func truncated(_ number: UInt64) -> [UInt8] {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        return Array(bytes.drop { $0 == 0 })
    }
}
