import Storage

/// A place where a process of the mint needs something that is not its own: a statement of its database, or a call to
/// the signatory or to the payment backend.
struct FaultSite: Sendable, Equatable {
    enum Component: Sendable, CaseIterable { case database, signatory, backend }

    let component: Component
    /// For people, and the same on both engines: "TX 2 · DELETE saga".
    let name: String
    /// Of a COMMIT: the number of its transaction among those that write.
    let write: Int?
}

extension SQL {
    /// What it does to which table: the first that it names, when it is about several.
    var summary: String {
        let separators = Set(" \n(),;".utf8)
        let words = text(in: .sqlite).utf8.split { separators.contains($0) }.map { String(Substring($0)) }
        guard let verb = words.first else { return "nothing" }
        let object =
            switch verb {
            case "INSERT", "DELETE": words.dropFirst(2).first
            case "UPDATE": words.dropFirst().first
            case "SELECT": Self.table(in: words) ?? words.dropFirst().first
            default: nil as String?
            }
        return object.map { "\(verb) \($0)" } ?? verb
    }

    /// After the first FROM or JOIN that no SELECT of its own follows.
    private static func table(in words: [String]) -> String? {
        zip(words, words.dropFirst()).first { ["FROM", "JOIN"].contains($0) && $1 != "SELECT" }?.1
    }
}
