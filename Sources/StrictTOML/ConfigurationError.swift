/// What is wrong with a configuration, in words for the operator.
package struct ConfigurationError: Error, Sendable, Equatable {
    /// What the operator has to mend.
    package enum Kind: Sendable {
        /// There is no such file.
        case absent
        /// The file is there, but may not or cannot be read.
        case unreadable
        /// The file says something wrong, or lacks something.
        case content
    }

    package let kind: Kind
    /// With its sections, such as `info.listen_port`; empty when the file as a whole is at fault.
    package let key: String
    /// Counted from 1; `nil` when no line is at fault, or none was found.
    package let line: Int?
    /// Goes on after the key, such as "must be a text in quotes".
    package let problem: String

    init(_ problem: String, kind: Kind = .content, key: String = "", line: Int? = nil) {
        self.kind = kind
        self.key = key
        self.line = line
        self.problem = problem
    }

    /// `FILE:LINE: KEY PROBLEM`, a place that editors know how to go to.
    package func message(file: String) -> String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(key.isEmpty ? "" : "\(key) ")\(problem)"
    }
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String { message(file: "the configuration") }
}
