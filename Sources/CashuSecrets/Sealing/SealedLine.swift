internal import CashuCrypto

/// The text of a sealed seed, one line that is no secret:
///
///     cashu-seed:1:scrypt:17:8:1:SALT:NONCE:SEALED
///
/// Version, then scrypt's log2 N, r and p, then 32 bytes, 12 bytes and the ciphertext with its tag, in hexadecimal.
/// All that stands before SEALED is authenticated with it.
struct SealedLine {
    static let prefix = "cashu-seed:"
    static let version = "1"
    /// From what this release writes to 1 GiB. A file may not choose a weaker key or take all memory.
    static let costs = 17...20

    /// log2 of scrypt's N.
    let cost: Int
    let salt: FixedBytes<32>
    let nonce: FixedBytes<12>

    init(cost: Int, salt: FixedBytes<32>, nonce: FixedBytes<12>) {
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
    }

    /// Everything before SEALED.
    var header: String { "\(Self.prefix)\(Self.version):scrypt:\(cost):8:1:\(salt.hex):\(nonce.hex):" }

    /// Only the very text that `header` would write is taken, so nothing in the file is without a meaning.
    static func parse(_ text: UnsafeRawBufferPointer) throws(SealError) -> (SealedLine, sealed: [UInt8]) {
        let line = unsafe String(decoding: text, as: UTF8.self)
        let fields = line.split(separator: ":", omittingEmptySubsequences: false)
        guard line.hasPrefix(prefix), fields.count > 1 else { throw .malformed }
        guard fields[1] == version else {
            throw Int(fields[1]).map { $0 > 1 } == true ? .newerVersion : .malformed
        }
        guard fields.count == 9, let cost = Int(fields[3]), costs.contains(cost),
            let salt = FixedBytes<32>(hex: fields[6]), let nonce = FixedBytes<12>(hex: fields[7])
        else { throw .malformed }
        let parsed = SealedLine(cost: cost, salt: salt, nonce: nonce)
        let end = fields[8].lastIndex { !$0.isWhitespace }.map { fields[8].index(after: $0) } ?? fields[8].startIndex
        guard line.hasPrefix(parsed.header),
            let sealed = Hex.decode(fields[8][..<end], maximumBytes: SealedMnemonic.sealedBytes),
            sealed.count == SealedMnemonic.sealedBytes
        else { throw .malformed }
        return (parsed, sealed)
    }
}
