internal import Cashu
internal import CashuStorage
internal import Storage

/// Something the wallet asked of the mint and has not seen the end of. It is written before the request is sent, with
/// everything that is needed to find out what became of it.
struct WalletOperation: Sendable {
    let id: OperationID
    let kind: WalletOperationKind
    let quoteID: String?
    /// Pending until the operation ends.
    let inputs: [Coin]
    let outputs: [PlannedOutput]
}

package enum WalletOperationKind: Int64, Sendable {
    case mint = 1
    /// A swap of the wallet's own coins.
    case swap = 2
    /// A swap of coins that came in a token.
    case receive = 3
    case melt = 4
}

/// An output before it is blinded.
struct PlannedOutput: Sendable, Hashable {
    enum Source: Sendable, Hashable {
        /// With the keyset it derives the rest (NUT-13).
        case counter(UInt64)
        case locked(LockedSecret)
    }

    let keysetID: KeysetID
    /// For a blank output of NUT-08 a number without meaning.
    let amount: UInt64
    let source: Source
}

extension WriteTransaction {
    /// Writes an operation whose outputs have these amounts, with counters that were never used. The inputs are then
    /// moved to it by the caller.
    ///
    /// - Parameter locked: by position, of outputs that take no counter.
    mutating func begin(
        _ kind: WalletOperationKind, mint: Int64, quoteID: String? = nil, inputs: [Coin], amounts: [UInt64],
        keyset: KeysetID, locked: [Int: LockedSecret] = [:]
    ) throws(WalletError) -> WalletOperation {
        let id = OperationID()
        try change(
            1, "operation inserted",
            """
            INSERT INTO operation (id, mint_id, kind, quote_id) VALUES (\(id), \(mint), \(kind.rawValue), \(quoteID))
            """)
        var counter = try takeCounters(amounts.count - locked.count, of: keyset)
        var outputs: [PlannedOutput] = []
        for (position, amount) in amounts.enumerated() {
            var source = PlannedOutput.Source.counter(counter)
            if let secret = locked[position] { source = .locked(secret) } else { counter += 1 }
            let output = PlannedOutput(keysetID: keyset, amount: amount, source: source)
            try insert(output, at: Int64(position), of: id)
            outputs.append(output)
        }
        return WalletOperation(id: id, kind: kind, quoteID: quoteID, inputs: inputs, outputs: outputs)
    }

    /// Those of a mint that are not over, oldest first.
    mutating func operations(mint: Int64) throws(WalletError) -> [WalletOperation] {
        let found = try rows("SELECT id, kind, quote_id FROM operation WHERE mint_id = \(mint) ORDER BY id")
        var operations: [WalletOperation] = []
        for (id, kind, quoteID) in try decode(found, Self.operation) {
            operations.append(
                WalletOperation(
                    id: id, kind: kind, quoteID: quoteID, inputs: try coins(operation: id),
                    outputs: try outputs(of: id)))
        }
        return operations
    }

    /// Forgets an operation, whose inputs have been moved before.
    mutating func end(_ operation: WalletOperation) throws(WalletError) {
        let locked = operation.outputs.count { if case .locked = $0.source { true } else { false } }
        try change(
            operation.outputs.count - locked, "outputs deleted",
            "DELETE FROM output WHERE operation_id = \(operation.id)")
        try change(
            locked, "locked outputs deleted", "DELETE FROM locked_output WHERE operation_id = \(operation.id)")
        try change(1, "operation deleted", "DELETE FROM operation WHERE id = \(operation.id)")
    }

    private static func operation(
        _ row: Row
    ) throws(DatabaseError) -> (OperationID, WalletOperationKind, String?) {
        guard let kind = WalletOperationKind(rawValue: try row.integer(1)) else {
            throw .unreadable("the kind of an operation")
        }
        return (OperationID(try row.fixedBytes(0)), kind, try row.optionalText(2))
    }
}
