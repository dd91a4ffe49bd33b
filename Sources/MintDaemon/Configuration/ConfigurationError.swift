/// What is wrong with the configuration, in words for the operator.
package struct ConfigurationError: Error, Sendable, Equatable {
    /// Such as `info.listen_port`; empty when the file as a whole is at fault.
    package let key: String
    package let problem: String

    package init(_ key: String, _ problem: String) {
        self.key = key
        self.problem = problem
    }
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String { key.isEmpty ? problem : "\(key): \(problem)" }
}
