/// Why a pre-shared key was not read. Never holds a digit of it.
package struct PreSharedKeyError: Error, Sendable, Equatable {
    /// What the operator has to mend.
    package enum Kind: Sendable {
        case absent, permission, content
    }

    package let path: String
    /// Goes on after the path.
    package let problem: String
    package let kind: Kind

    init(_ path: String, _ problem: String, kind: Kind) {
        self.path = path
        self.problem = problem
        self.kind = kind
    }
}

extension PreSharedKeyError: CustomStringConvertible {
    package var description: String { "the pre-shared key in \(path) \(problem)" }
}
