internal import Cashu
internal import Logging
internal import SignatoryAPI
internal import SignatoryCore
internal import StrictTOML

/// `signatory.toml`.
struct ProgramConfiguration {
    let places: ProgramPlaces
    let keysets: KeysetDefaults
    let policies: SignatoryPolicies
    let logLevel: Logger.Level

    init(file path: String) throws(CommandFailure) {
        do throws(ConfigurationError) {
            self = try ConfigurationSection.read(file: path, Self.init(reading:))
        } catch {
            throw CommandFailure(error, file: path)
        }
    }

    private init(reading file: inout ConfigurationSection) throws(ConfigurationError) {
        places = try file.section("signatory", ProgramPlaces.init(reading:))
        keysets = try file.section("keysets", Self.readKeysets)
        policies = try file.section("rotation", Self.readPolicies)
        logLevel = try file.section("log") { (section) throws(ConfigurationError) in
            try section.choice("level", of: Logger.Level.self) ?? .info
        }
    }

    private static func readKeysets(_ section: inout ConfigurationSection) throws(ConfigurationError) -> KeysetDefaults
    {
        let units = try section.texts("units", of: "1 to 32 of a-z, 0-9, - and _") { CurrencyUnit($0) }
        let maximumFee = Money.maximum / 1_000
        let fee = try section.integer("input_fee_ppk", in: 0...maximumFee) ?? 0
        let orders = KeysetDefaults.maximumOrders
        let order = try section.integer("max_order", in: UInt64(orders.lowerBound)...UInt64(orders.upperBound)) ?? 32
        let version = try readVersion(&section)
        let defaults = KeysetDefaults(
            units: units ?? [.sat], inputFeePPK: fee, maximumOrder: Int(order), idVersion: version)
        guard let defaults else { preconditionFailure("the order was compared with its range") }
        return defaults
    }

    private static func readPolicies(
        _ section: inout ConfigurationSection
    ) throws(ConfigurationError) -> SignatoryPolicies {
        var policies = SignatoryPolicies()
        let (every, drain, life) = (
            try readTime("every", &section), try readTime("drain", &section), try readTime("expires_after", &section)
        )
        guard let every else {
            guard drain == nil, life == nil else { throw section.error("every", "is missing: how old a keyset gets") }
            return policies
        }
        guard every >= RotationSchedule.minimumSeconds else {
            throw section.error("every", "must be an hour (\"1h\") or more")
        }
        guard (drain ?? 0) <= KeysetRotation.maximumDrainSeconds else {
            throw section.error("drain", "must be at most 365 days")
        }
        // What was rotated away is to be worth something for a while.
        if let life, life < 2 * every { throw section.error("expires_after", "must be twice `every` or more") }
        policies.rotation = RotationSchedule(
            everySeconds: every, drainSeconds: drain ?? KeysetRotation.defaultDrainSeconds, lifeSeconds: life)
        return policies
    }

    private static func readTime(
        _ key: String, _ section: inout ConfigurationSection
    ) throws(ConfigurationError) -> UInt64? {
        guard let text = try section.text(key) else { return nil }
        guard let time = TimeSpan(argument: text) else {
            throw section.error(key, "must be a time such as \"12h\" or \"30d\"")
        }
        return time.seconds
    }

    private static func readVersion(_ section: inout ConfigurationSection) throws(ConfigurationError) -> KeysetIDVersion
    {
        guard let text = try section.text("version") else { return .version2 }
        guard let version = KeysetIDVersion(prefix: text) else {
            throw section.error("version", "must be \"00\" or \"01\"")
        }
        return version
    }
}

extension KeysetIDVersion {
    /// `00` or `01`, as ids begin.
    init?(prefix: String) {
        switch prefix {
        case "00": self = .version1
        case "01": self = .version2
        default: return nil
        }
    }
}
