internal import Cashu
internal import Glibc
internal import Logging
internal import SignatoryCore
internal import TOMLKit

/// `signatory.toml`.
struct ProgramConfiguration {
    let seedFile: String
    let database: String
    let mintSocket: String
    let adminSocket: String
    /// Of the mint's socket.
    let group: UInt32?
    /// Who may connect to the mint's socket, besides the user of the daemon.
    let allowedUsers: Set<UInt32>
    let keysets: KeysetDefaults
    let logLevel: Logger.Level

    init(file: String) throws(CommandFailure) {
        let source = try ConfigurationSource(file)
        var root = ConfigurationSection("", source, try source.parse())

        var signatory = try root.section("signatory")
        seedFile = try signatory.path("seed_file")
        database = try signatory.path("database")
        mintSocket = try signatory.path("mint_socket")
        adminSocket = try signatory.path("admin_socket")
        group = try Self.group(&signatory)
        allowedUsers = Set(
            try signatory.list("allowed_uids", of: "user numbers") { $0.int.flatMap(UInt32.init(exactly:)) } ?? [])
        try signatory.finish()

        keysets = try Self.keysets(&root)

        var log = try root.section("log")
        logLevel = try Self.logLevel(&log)
        try log.finish()
        try root.finish()
    }

    private static func keysets(_ root: inout ConfigurationSection) throws(CommandFailure) -> KeysetDefaults {
        var section = try root.section("keysets")
        let units = try section.list("units", of: "1 to 32 of a-z, 0-9, - and _") { value in
            value.string.flatMap { CurrencyUnit($0) }
        }
        let maximumFee = Money.maximum / 1_000
        let fee = try section.integer("input_fee_ppk", in: 0...maximumFee) ?? 0
        let orders = KeysetDefaults.maximumOrders
        let order = try section.integer("max_order", in: UInt64(orders.lowerBound)...UInt64(orders.upperBound)) ?? 32
        let version = try version(&section)
        try section.finish()
        let defaults = KeysetDefaults(
            units: units ?? [.sat], inputFeePPK: fee, maximumOrder: Int(order), idVersion: version)
        guard let defaults else { preconditionFailure("the order was compared with its range") }
        return defaults
    }

    private static func version(_ section: inout ConfigurationSection) throws(CommandFailure) -> KeysetIDVersion {
        guard let text = try section.text("version") else { return .version2 }
        guard let version = KeysetIDVersion(prefix: text) else {
            throw section.error("version", "must be \"00\" or \"01\"")
        }
        return version
    }

    private static func logLevel(_ section: inout ConfigurationSection) throws(CommandFailure) -> Logger.Level {
        guard let text = try section.text("level") else { return .info }
        guard let level = Logger.Level(rawValue: text) else {
            let all = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw section.error("level", "must be one of \(all)")
        }
        return level
    }

    /// By name or by number.
    private static func group(_ section: inout ConfigurationSection) throws(CommandFailure) -> UInt32? {
        guard let name = try section.text("mint_socket_group") else { return nil }
        if let number = UInt32(name) { return number }
        // getgrnam(3): "NULL if the matching entry is not found or an error occurs". Nothing else runs yet that could
        // overwrite its answer.
        guard let entry = unsafe getgrnam(name) else {
            throw section.error("mint_socket_group", "is no group of this system")
        }
        return unsafe entry.pointee.gr_gid
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
