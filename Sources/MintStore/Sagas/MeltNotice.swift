package import Cashu
internal import CashuCrypto
package import Storage

/// That a melt is over, told to the other processes on the database: one of them may have a wallet that waits for it,
/// because the process that ended it had taken it over.
package struct MeltNotice: Sendable, Equatable {
    private static let topic = "melt"

    package let operation: OperationID
    package let quoteID: String
    /// The process that ended it.
    package let owner: Int64

    /// - Returns: `nil` for a notice about something else.
    package init?(_ notice: Notice) {
        let words = notice.subject.split(separator: " ").map(String.init)
        guard notice.topic == Self.topic, words.count == 3, let owner = Int64(words[0]),
            let operation = FixedBytes<16>(hex: words[1])
        else { return nil }
        self.owner = owner
        self.operation = OperationID(operation)
        quoteID = words[2]
    }

    package init(_ operation: OperationID, quoteID: String, owner: Int64) {
        self.operation = operation
        self.quoteID = quoteID
        self.owner = owner
    }

    package var notice: Notice { Notice(topic: Self.topic, subject: "\(owner) \(operation.bytes.hex) \(quoteID)") }
}

extension WriteTransaction {
    /// Tells the other processes, once this is committed, that a melt is over.
    package mutating func announceEnd(of operation: OperationID, meltQuote id: String) throws(StoreError) {
        do {
            try notify(MeltNotice(operation, quoteID: id, owner: owner).notice)
        } catch {
            throw .database(error)
        }
    }
}
