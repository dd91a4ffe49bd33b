/// Values that are secret stand in files of their own, and some must not stand in a configuration at all.
extension ConfigurationSection {
    /// The file that holds a secret: as `key` names it, or the credential that `credential` names.
    package mutating func secretFile(
        _ key: String, credential: String
    ) throws(ConfigurationError) -> SecretFile? {
        let path = try path(key)
        guard let name = try text(credential) else { return path.map { SecretFile.path($0) } }
        guard path == nil else { throw error(credential, "says another place than \(key)") }
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
            throw error(credential, "must be the name of a credential, as LoadCredential= has it")
        }
        return .credential(name)
    }

    /// A key that other programs know, and that is wrong here.
    /// - Parameter problem: goes on after the key. The value is never shown.
    package func refuse(_ key: String, _ problem: String) throws(ConfigurationError) {
        if contains(key) { throw error(key, problem) }
    }

    /// Users or groups of this system, by name or by number.
    /// - Parameter number: of a name; `nil` when there is none of that name.
    package mutating func owners(
        _ key: String, number: (String) -> UInt32?
    ) throws(ConfigurationError) -> Set<UInt32>? {
        guard let written = try names(key) else { return nil }
        var numbers: Set<UInt32> = []
        for name in written {
            guard let number = UInt32(name) ?? number(name) else {
                throw error(key, "has '\(name)', which is not known to this system")
            }
            numbers.insert(number)
        }
        return numbers
    }
}
