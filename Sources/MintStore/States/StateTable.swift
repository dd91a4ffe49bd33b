internal import Storage

/// Which state may follow which. What is not in a table does not happen: statements name the state they leave, and a
/// row that is in another is a conflict.
package struct StateTable<State: Hashable & CaseIterable & Sendable>: Sendable {
    private let successors: [State: Set<State>]

    init(_ successors: [State: Set<State>]) { self.successors = successors }

    package func allows(_ state: State, _ next: State) -> Bool { successors[state]?.contains(next) == true }

    /// - Throws: `.conflict` when it does not.
    func check(_ state: State, _ next: State) throws(StoreError) {
        guard allows(state, next) else { throw .conflict("\(State.self) \(next) cannot follow \(state)") }
    }
}

/// The tables of everything that carries money.
package enum StateTables {
    package static let proof = StateTable<ProofState>([
        .unspent: [.pending],
        .pending: [.spent, .unspent],
        .spent: [],
    ])

    package static let mintQuote = StateTable<MintQuote.State>([
        .unpaid: [.paid],
        .paid: [.issued],
        .issued: [],
    ])

    package static let meltQuote = StateTable<MeltQuote.State>([
        .unpaid: [.pending],
        .pending: [.paid, .unpaid],
        .paid: [],
    ])

    /// A row that is deleted is in none of them.
    package static let saga = StateTable<SagaState>([
        // To finalizing at once: an invoice of this mint, settled in its own books.
        .setupComplete: [.paymentAttempted, .finalizing],
        .paymentAttempted: [.finalizing],
        .finalizing: [],
    ])
}
