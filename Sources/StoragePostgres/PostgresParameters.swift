internal import Storage

/// The values of a statement in PostgreSQL's binary format, one after another in one piece of memory.
struct PostgresParameters: ~Copyable {
    private var bytes: [UInt8] = []
    /// Where each begins, and its length; `nil` is NULL.
    private var extents: [(start: Int, length: Int)?] = []

    var count: Int { extents.count }

    init(_ arguments: [SQL.Argument]) throws(DatabaseError) {
        extents.reserveCapacity(arguments.count)
        for argument in arguments {
            let start = bytes.count
            switch argument {
            case .value(.null, _): extents.append(nil)
            case .value(let value, _):
                try append(value)
                extents.append((start, bytes.count - start))
            case .column(let column):
                try append(column)
                extents.append((start, bytes.count - start))
            }
        }
        // An empty value is not NULL, so even after the last value there must be an address.
        bytes.append(0)
    }

    /// Calls `body` with what PQexecPrepared takes: addresses, lengths and formats (1 is binary).
    func withPointers<R>(
        _ body: (
            _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        let lengths = extents.map { Int32($0?.length ?? 0) }
        let formats = [Int32](repeating: 1, count: extents.count)
        return unsafe bytes.withUnsafeBytes { buffer in
            let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = unsafe extents.map { extent in
                unsafe extent.flatMap { extent in unsafe base.map { unsafe $0 + extent.start } }
            }
            return unsafe values.withUnsafeBufferPointer { values in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe formats.withUnsafeBufferPointer { formats in
                        unsafe body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }

    private mutating func append(_ value: SQLValue) throws(DatabaseError) {
        switch value {
        case .null: break
        case .integer(let number): append(UInt64(bitPattern: number))
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .bytes(let value): bytes.append(contentsOf: value)
        case .unrepresentable: throw .unrepresentable
        }
    }

    /// array_recv of PostgreSQL: dimensions, whether there are NULLs, type of the elements, then for the one dimension
    /// its length and first index, then each element with its length; -1 is NULL.
    private mutating func append(_ column: SQLRows.Column) throws(DatabaseError) {
        append(UInt32(column.values.isEmpty ? 0 : 1))
        append(UInt32(1))
        append(column.type.oid)
        guard !column.values.isEmpty else { return }
        append(UInt32(column.values.count))
        append(UInt32(1))
        for value in column.values {
            let start = bytes.count
            append(UInt32.max)
            if value == .null { continue }
            try append(value)
            let length = UInt32(bytes.count - start - 4)
            for (offset, byte) in Self.bytes(length).enumerated() { bytes[start + offset] = byte }
        }
    }

    private mutating func append(_ number: some FixedWidthInteger) { bytes.append(contentsOf: Self.bytes(number)) }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

extension SQLType {
    /// pg_type.dat: int8, text, bytea.
    var oid: UInt32 {
        switch self {
        case .integer: 20
        case .text: 25
        case .bytes: 17
        }
    }

    /// Of the array of it.
    var arrayOID: UInt32 {
        switch self {
        case .integer: 1_016
        case .text: 1_009
        case .bytes: 1_001
        }
    }
}

extension SQL.Argument {
    var oid: UInt32 {
        switch self {
        case .value(_, let type): type.oid
        case .column(let column): column.type.arrayOID
        }
    }
}
