internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

extension WriteTransaction {
    /// Adds a line to the audit log, in the transaction of what it tells: neither is there without the other.
    mutating func append(
        _ event: AuditEvent, by actor: String, _ key: MessageKey, at now: UInt64
    ) throws(KeysStoreError) {
        let last = try rows("SELECT number, code FROM audit ORDER BY number DESC LIMIT 1").first
        let (number, previous): (UInt64, FixedBytes<32>)
        do throws(DatabaseError) {
            (number, previous) = (try last?.unsigned(0) ?? 0, try last?.fixedBytes(1) ?? FixedBytes())
        } catch {
            throw .database(error)
        }
        let entry = AuditEntry(
            number: number + 1, at: now, actor: Self.clean(actor, AuditEntry.maximumActorBytes), kind: event.kind,
            detail: Self.clean(event.detail, AuditEntry.maximumDetailBytes), code: FixedBytes())
        try changeOne(
            "audit",
            """
            INSERT INTO audit (number, at, actor, kind, detail, code) VALUES (\(entry.number), \(now), \
            \(entry.actor), \(entry.kind), \(entry.detail), \(entry.code(after: previous, key)))
            """)
    }

    /// The entries after `number`, each compared with the one before it.
    mutating func auditPage(after number: UInt64, _ key: MessageKey) throws(KeysStoreError) -> AuditPage {
        guard number <= Money.maximum else { throw .refused(.invalidArgument, "no such number") }
        let maximum = Int64(AuditPage.maximumCount)
        let found = try rows(
            """
            SELECT number, at, actor, kind, detail, code FROM audit WHERE number > \(number) ORDER BY number \
            LIMIT \(maximum)
            """)
        let before = try rows("SELECT code FROM audit WHERE number = \(number)").first
        do throws(DatabaseError) {
            var previous = try before?.fixedBytes(0) ?? FixedBytes<32>()
            var (entries, isIntact): ([AuditEntry], Bool) = ([], number == 0 || before != nil)
            for row in found {
                let entry = try AuditEntry(row)
                let isNext = entry.number == number + UInt64(entries.count) + 1
                isIntact = isIntact && isNext && entry.code(after: previous, key) == entry.code
                entries.append(entry)
                previous = entry.code
            }
            return AuditPage(entries: entries, lastNumber: try lastNumber(), isIntact: isIntact)
        } catch {
            throw .database(error)
        }
    }

    mutating func lastAuditNumber() throws(KeysStoreError) -> UInt64 {
        do throws(DatabaseError) { return try lastNumber() } catch { throw .database(error) }
    }

    /// When the last line was written; 0 in an empty log.
    mutating func lastAuditTime() throws(KeysStoreError) -> UInt64 {
        let last = try rows("SELECT at FROM audit ORDER BY number DESC LIMIT 1").first
        do throws(DatabaseError) { return try last?.unsigned(0) ?? 0 } catch { throw .database(error) }
    }

    private mutating func lastNumber() throws(DatabaseError) -> UInt64 {
        try run("SELECT coalesce(max(number), 0) FROM audit").first?.unsigned(0) ?? 0
    }

    /// Without control characters and of at most that many bytes, as it goes over the socket.
    private static func clean(_ text: String, _ maximumBytes: Int) -> String {
        var clean = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            let shown = scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar
            count += UTF8.width(shown)
            guard count <= maximumBytes else { break }
            clean.append(shown)
        }
        return String(clean)
    }
}

extension AuditEntry {
    /// Columns: number, at, actor, kind, detail, code.
    fileprivate init(_ row: Row) throws(DatabaseError) {
        self.init(
            number: try row.unsigned(0), at: try row.unsigned(1), actor: try row.text(2), kind: try row.text(3),
            detail: try row.text(4), code: try row.fixedBytes(5))
    }

    /// The code that this entry must have behind an entry with the code `previous` (zeros before the first): of every
    /// field, in a form of fixed order and explicit lengths.
    func code(after previous: FixedBytes<32>, _ key: MessageKey) -> FixedBytes<32> {
        var message = Array("cashu-signatory/audit/v1".utf8)
        message += previous.bytes
        for field in [number, at] { message += field.bigEndianBytes }
        for text in [actor, kind, detail] {
            message += UInt64(text.utf8.count).bigEndianBytes
            message += Array(text.utf8)
        }
        return key.code(of: message)
    }
}
