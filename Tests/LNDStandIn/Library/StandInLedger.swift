internal import Foundation

/// A payment that the stand-in began, under its number. Rows that LND would have replaced stay here.
package struct StandInPayment: Sendable, Codable, Equatable {
    package var index: UInt64
    package var hash: String
    package var request: String
    package var valueMsat: UInt64
    package var feeLimitMsat: UInt64
    package var createdAt: UInt64
    package var status = "IN_FLIGHT"
    package var failureReason = "FAILURE_REASON_NONE"
    package var preimage = String(repeating: "0", count: 64)
    package var feeMsat: UInt64 = 0

    package var isOver: Bool { status == "SUCCEEDED" || status == "FAILED" }
}

/// An own invoice.
package struct StandInInvoice: Sendable, Codable, Equatable {
    package var addIndex: UInt64
    package var hash: String
    package var preimage: String
    package var request: String
    package var memo: String
    package var valueMsat: UInt64
    package var isPrivate: Bool
    package var createdAt: UInt64
    package var expiry: UInt64
    package var state = "OPEN"
    package var paidMsat: UInt64 = 0
    package var settleIndex: UInt64 = 0
}

/// What the stand-in has done, in a file that survives a `kill -9`: one line for each change.
struct StandInLedger {
    private enum Entry: Codable {
        case payment(StandInPayment)
        case invoice(StandInInvoice)
        /// All payments up to here are gone.
        case oblivion
    }

    /// Every attempt, in the order in which they began.
    private(set) var payments: [StandInPayment] = []
    private(set) var invoices: [StandInInvoice] = []
    private let file: FileHandle

    init(path: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
            }
        }
        file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let lines = try (file.readToEnd() ?? Data()).split(separator: UInt8(ascii: "\n"))
        for (position, line) in lines.enumerated() {
            do {
                apply(try JSONDecoder().decode(Entry.self, from: Data(line)))
            } catch  where position == lines.count - 1 {
                // Half a line was never answered for.
                try file.truncate(atOffset: try file.offset() - UInt64(line.count))
            }
        }
    }

    /// The row that LND would show: that of the last attempt.
    func row(_ hash: String) -> StandInPayment? { payments.last { $0.hash == hash } }

    func invoice(_ hash: String) -> StandInInvoice? { invoices.first { $0.hash == hash } }

    mutating func record(_ payment: StandInPayment) throws { try record(.payment(payment)) }

    mutating func record(_ invoice: StandInInvoice) throws { try record(.invoice(invoice)) }

    mutating func forgetPayments() throws { try record(.oblivion) }

    private mutating func record(_ entry: Entry) throws {
        try file.write(contentsOf: try JSONEncoder().encode(entry) + Data("\n".utf8))
        apply(entry)
    }

    private mutating func apply(_ entry: Entry) {
        switch entry {
        case .payment(let payment):
            let known = payments.firstIndex { $0.hash == payment.hash && $0.createdAt == payment.createdAt }
            if let known { payments[known] = payment } else { payments.append(payment) }
        case .invoice(let invoice):
            let known = invoices.firstIndex { $0.hash == invoice.hash }
            if let known { invoices[known] = invoice } else { invoices.append(invoice) }
        case .oblivion: payments = []
        }
    }
}
