internal import Glibc
internal import SignatoryCore
internal import SignatoryRPC
internal import StrictTOML

/// `[signatory]` of `signatory.toml`: the files and sockets of the daemon.
struct ProgramPlaces {
    let seed: StoredSeed
    /// Whether keys may reach the swap space.
    let allowsUnlockedMemory: Bool
    let database: String
    let mintSocket: String
    let adminSocket: String
    /// `nil`: no metrics are served.
    let metricsSocket: String?
    /// Of the mint's socket.
    let group: UInt32?
    /// Who may connect to the mint's socket, besides the user of the daemon.
    let allowedClients: AllowedClients
    /// What a client of the mint's socket must have, too.
    let sharedKeyFile: SecretFile?

    init(reading section: inout ConfigurationSection) throws(ConfigurationError) {
        seed = try StoredSeed(reading: &section)
        allowsUnlockedMemory = try section.flag("allow_unlocked_memory") ?? false
        database = try section.requiredPath("database")
        mintSocket = try section.requiredPath("mint_socket")
        adminSocket = try section.requiredPath("admin_socket")
        metricsSocket = try section.path("metrics_socket")
        group = try Self.readGroup(&section)
        allowedClients = AllowedClients(
            users: try section.owners("allowed_uids", number: Self.user) ?? [],
            groups: try section.owners("allowed_gids", number: Self.group) ?? [])
        sharedKeyFile = try section.secretFile("psk_file", credential: "psk_credential")
    }

    /// By name or by number.
    private static func readGroup(_ section: inout ConfigurationSection) throws(ConfigurationError) -> UInt32? {
        guard let name = try section.text("mint_socket_group") else { return nil }
        if let number = UInt32(name) { return number }
        guard let group = Self.group(name) else { throw section.error("mint_socket_group", "is no group of this system") }
        return group
    }

    // getgrnam(3), getpwnam(3): "NULL if the matching entry is not found or an error occurs". Nothing else runs yet that
    // could overwrite their answers.

    private static func group(_ name: String) -> UInt32? {
        guard let entry = unsafe getgrnam(name) else { return nil }
        return unsafe entry.pointee.gr_gid
    }

    private static func user(_ name: String) -> UInt32? {
        guard let entry = unsafe getpwnam(name) else { return nil }
        return unsafe entry.pointee.pw_uid
    }
}
