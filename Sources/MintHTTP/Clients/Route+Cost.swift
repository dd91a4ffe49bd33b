extension Route {
    /// In requests of the ordinary kind. Whoever asks for quotes has the backend make or look at invoices, and rows
    /// written that stay.
    var cost: UInt64 {
        switch self {
        case .health: 0
        case .mintQuotes, .meltQuotes: 5
        default: 1
        }
    }

    /// What the length of a body adds to that: an input takes a signature check, and the largest swaps take a thousand.
    static func cost(bytes: Int) -> UInt64 { UInt64(bytes / 16_384) }
}
