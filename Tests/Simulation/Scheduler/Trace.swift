/// The fingerprint of a history: everything that happens is mixed in, so two runs with one fingerprint were the same.
final class Trace: @unchecked Sendable {  // confined to the scheduler's thread
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private let isPrinted: Bool
    private let time: () -> UInt64

    /// - Parameter time: milliseconds since the beginning, for whoever reads it.
    init(isPrinted: Bool, time: @escaping () -> UInt64 = { 0 }) {
        self.isPrinted = isPrinted
        self.time = time
    }

    func mix(_ kind: UInt64, _ value: UInt64) {
        hash = (hash ^ kind) &* 0x0000_0100_0000_01b3
        hash = (hash ^ value) &* 0x0000_0100_0000_01b3
        hash ^= hash >> 29
    }

    /// An event in words, all of which count.
    func note(_ party: Party, _ words: String) {
        for byte in words.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        mix(3, UInt64(party.number))
        if isPrinted { print("\(time()) ms \(party.name): \(words)") }
    }

    /// For the reader alone.
    func remark(_ words: @autoclosure () -> String) {
        if isPrinted { print("\(time()) ms   | \(words())") }
    }

    var isVerbose: Bool { isPrinted }
}
