package import Storage

// What is looked for by its name, and is an error of its own when it is not there.

extension KeyValueName {
    private static func literal(_ namespace: String, _ name: String) -> KeyValueName {
        guard let key = KeyValueName(namespace, name) else { preconditionFailure("\(namespace)/\(name) is a name") }
        return key
    }

    /// What the mint says about itself (NUT-06), as the program that stored it encoded it.
    package static let mintInformation = literal("mint", "information")

    /// - Returns: `nil` when it can be the name of no setting.
    package static func configuration(_ key: String) -> KeyValueName? { KeyValueName("configuration", key) }
}

extension ReadTransaction {
    /// - Throws: `.unknown(.mintInformation)`
    package borrowing func mintInformation() throws(StoreError) -> [UInt8] {
        guard let value = try value(.mintInformation) else { throw .unknown(.mintInformation) }
        return value
    }

    /// - Throws: `.unknown(.configurationKey)`
    package borrowing func configuration(_ key: String) throws(StoreError) -> [UInt8] {
        guard let name = KeyValueName.configuration(key), let value = try value(name) else {
            throw .unknown(.configurationKey(key))
        }
        return value
    }
}
