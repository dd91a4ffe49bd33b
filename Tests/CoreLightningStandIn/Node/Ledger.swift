internal import Foundation

/// What the node did, as lines of JSON in a file that outlives it.
final class Ledger {
    private let handle: FileHandle

    enum Entry: Codable {
        case node(key: String)
        case invoice(StandInInvoice)
        case received(hash: String, amountMsat: UInt64, payIndex: UInt64, at: UInt64)
        /// An invoice that nobody paid.
        case expired(hash: String)
        case offer(StandInOffer)
        /// An order to pay was read.
        case order(hash: String, method: String, at: UInt64)
        case part(StandInPart)
        case end(createdIndex: UInt64, isPaid: Bool, preimage: String?)
        /// The node forgot the part; the ledger does not.
        case deleted(createdIndex: UInt64)
    }

    /// - Returns: also what was in it.
    static func open(_ path: String) throws -> (Ledger, [Entry]) {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let url = URL(fileURLWithPath: path)
        let lines = try Data(contentsOf: url).split(separator: UInt8(ascii: "\n"))
        let entries = try lines.map { try JSONDecoder().decode(Entry.self, from: Data($0)) }
        let handle = try FileHandle(forUpdating: url)
        try handle.seekToEnd()
        return (Ledger(handle), entries)
    }

    private init(_ handle: FileHandle) { self.handle = handle }

    /// On the disk when it returns.
    func append(_ entry: Entry) {
        do {
            try handle.write(contentsOf: try JSONEncoder().encode(entry) + [UInt8(ascii: "\n")])
            try handle.synchronize()
        } catch {
            // A ledger that lacks an entry would make tests pass that must not.
            preconditionFailure("the ledger cannot be written: \(error)")
        }
    }
}

struct StandInInvoice: Codable, Sendable {
    let label: String
    let text: String
    let hash: String
    let preimage: String
    let description: String
    let amountMsat: UInt64?
    let expiresAt: UInt64
    let createdIndex: UInt64
    /// For an invoice that an offer made.
    let offer: String?
}

struct StandInOffer: Codable, Sendable {
    let id: String
    let text: String
    let label: String?
    var isActive: Bool
}

/// One HTLC, or the attempt to send one.
struct StandInPart: Codable, Sendable {
    enum Status: String, Codable { case pending, complete, failed }

    let hash: String
    let group: UInt64
    let number: UInt64
    let createdIndex: UInt64
    let createdAt: UInt64
    let amountMsat: UInt64
    let sentMsat: UInt64
    let text: String
    var status = Status.pending
    var preimage: String?
    /// Whether the node has deleted its record of it.
    var isDeleted = false
}
