internal import StrictTOML

/// The value of a key `url` that names a database.
enum DatabaseURL {
    /// The path, as it was written.
    case sqlite(String)
    /// The whole URL.
    case postgres(String)

    /// Completes "the URL …".
    static let forms = "must begin with sqlite: or postgres://, or be env:NAME or file:/absolute/path of one that does"

    var isPostgres: Bool {
        switch self {
        case .sqlite: false
        case .postgres: true
        }
    }

    /// Reads the key `url`. An error never holds what it says, for that may be a password.
    static func read(
        _ section: inout ConfigurationSection, _ environment: (String) -> String?
    ) throws(ConfigurationError) -> DatabaseURL? {
        guard let written = try section.text("url") else { return nil }
        let url: String
        do throws(SecretError) { url = try Secret.resolve(written, environment: environment) } catch {
            throw section.error("url", "\(error)")
        }
        if PostgresURL.schemes.contains(where: url.hasPrefix) {
            guard PostgresURL.isWellFormed(url) else { throw section.error("url", PostgresURL.hint) }
            return .postgres(url)
        }
        let scheme = "sqlite:"
        guard url.hasPrefix(scheme), url.count > scheme.count else { throw section.error("url", forms) }
        return .sqlite(String(url.dropFirst(scheme.count)))
    }
}
