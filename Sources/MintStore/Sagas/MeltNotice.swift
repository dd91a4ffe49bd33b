package import Cashu
internal import CashuCrypto
package import Storage

/// That a melt is over, told to the other processes on the database: one of them may have a wallet that waits for it,
/// because the process that ended it had taken it over.
package struct MeltNotice: Sendable, Equatable {
    private static let topic = "melt"

    package let operation: OperationID
    /// Or given back. Said here and not read from the quote, which may serve another attempt by the time it is read.
    package let isPaid: Bool
    /// The process that ended it.
    package let owner: Int64

    /// - Returns: `nil` for a notice about something else.
    package init?(_ notice: Notice) {
        let words = notice.subject.split(separator: " ").map(String.init)
        guard notice.topic == Self.topic, words.count == 3, [Self.paid, Self.failed].contains(words[2]),
            let owner = Int64(words[0]),
            let operation = FixedBytes<16>(hex: words[1])
        else { return nil }
        self.owner = owner
        self.operation = OperationID(operation)
        isPaid = words[2] == Self.paid
    }

    package init(_ operation: OperationID, isPaid: Bool, owner: Int64) {
        self.operation = operation
        self.isPaid = isPaid
        self.owner = owner
    }

    private static let paid = "paid"
    private static let failed = "failed"

    package var notice: Notice {
        Notice(topic: Self.topic, subject: "\(owner) \(operation.bytes.hex) \(isPaid ? Self.paid : Self.failed)")
    }
}

extension WriteTransaction {
    /// Tells the other processes, once this is committed, that a melt is over.
    package mutating func announceEnd(of operation: OperationID, isPaid: Bool) throws(StoreError) {
        do {
            try notify(MeltNotice(operation, isPaid: isPaid, owner: owner).notice)
        } catch {
            throw .database(error)
        }
    }
}
