internal import StrictTOML

/// Why a program of the mint ends, in words for the operator and as a number of sysexits(3).
package struct DaemonFailure: Error, Sendable {
    package let exitCode: Int32
    package let message: String

    package init(exitCode: Int32, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    package init(_ error: MintStartError) { self.init(exitCode: error.exitCode, "\(error)") }
}

extension MintConfiguration {
    /// Reads the file, with its path in front of whatever is wrong with it.
    package static func load(_ path: String) throws(DaemonFailure) -> MintConfiguration {
        do throws(ConfigurationError) {
            return try MintConfiguration(file: path)
        } catch {
            let hint = error.kind == .absent ? "; 'mintd config example' prints one to start from" : ""
            throw DaemonFailure(exitCode: 78, error.message(file: path) + hint)  // EX_CONFIG
        }
    }
}
