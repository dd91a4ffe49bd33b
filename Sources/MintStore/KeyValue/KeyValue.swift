package import Storage

/// Where a value of the key-value table stands. Names are written in the source, so they need no checks but that they
/// are names.
package struct KeyValueName: Sendable, Hashable {
    package let namespace: String
    package let name: String

    private static let maximumLength = 120

    /// - Returns: `nil` unless both are 1 to 120 letters, digits, `_` or `-`.
    package init?(_ namespace: String, _ name: String) {
        let isName = { (text: String) in
            (1...Self.maximumLength).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
        guard isName(namespace), isName(name) else { return nil }
        self.namespace = namespace
        self.name = name
    }
}

extension ReadTransaction {
    package borrowing func value(_ key: KeyValueName) throws(StoreError) -> [UInt8]? {
        try decode(
            rows("SELECT value FROM key_value WHERE namespace = \(key.namespace) AND name = \(key.name)")
        ) { (row) throws(DatabaseError) in try row.bytes(0) }.first
    }

    /// In the order of their bytes.
    package borrowing func names(in namespace: String) throws(StoreError) -> [String] {
        try decode(rows("SELECT name FROM key_value WHERE namespace = \(namespace) ORDER BY name")) {
            (row) throws(DatabaseError) in try row.text(0)
        }
    }
}

extension WriteTransaction {
    package mutating func value(_ key: KeyValueName) throws(StoreError) -> [UInt8]? {
        try decode(
            rows("SELECT value FROM key_value WHERE namespace = \(key.namespace) AND name = \(key.name)")
        ) { (row) throws(DatabaseError) in try row.bytes(0) }.first
    }

    package mutating func write(_ value: [UInt8], _ key: KeyValueName, at now: UInt64) throws(StoreError) {
        try change(
            1, "value written",
            """
            INSERT INTO key_value (namespace, name, value, updated_at)
            VALUES (\(key.namespace), \(key.name), \(value), \(now))
            ON CONFLICT (namespace, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """)
    }

    /// Writes when what stands there is `expected`, and `nil` is nothing: one of many who try at the same time does.
    /// - Returns: whether it was written.
    package mutating func write(
        _ value: [UInt8], _ key: KeyValueName, replacing expected: [UInt8]?, at now: UInt64
    ) throws(StoreError) -> Bool {
        let affected: Int
        do throws(DatabaseError) {
            if let expected {
                affected = try execute(
                    """
                    UPDATE key_value SET value = \(value), updated_at = \(now)
                    WHERE namespace = \(key.namespace) AND name = \(key.name) AND value = \(expected)
                    """)
            } else {
                affected = try execute(
                    """
                    INSERT INTO key_value (namespace, name, value, updated_at)
                    VALUES (\(key.namespace), \(key.name), \(value), \(now)) ON CONFLICT DO NOTHING
                    """)
            }
        } catch {
            throw .database(error)
        }
        return affected == 1
    }

    /// - Returns: whether there was one.
    package mutating func remove(_ key: KeyValueName) throws(StoreError) -> Bool {
        do throws(DatabaseError) {
            return try execute(
                "DELETE FROM key_value WHERE namespace = \(key.namespace) AND name = \(key.name)") == 1
        } catch {
            throw .database(error)
        }
    }
}
