import ArgumentParser

/// What is killed.
enum Target: String, CaseIterable, ExpressibleByArgument, Sendable {
    case mint, signatory
    /// The session of PostgreSQL that does something at that moment.
    case backend
    /// The process of PostgreSQL that all others come from.
    case postmaster
    /// The stand-in of the Lightning node.
    case node

    var needsPostgres: Bool { self == .backend || self == .postmaster }
}
