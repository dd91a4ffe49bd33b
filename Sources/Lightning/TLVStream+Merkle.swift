package import CashuCrypto

extension TLVStream {
    private static let signatureTypes: ClosedRange<UInt64> = 240...1_000

    /// The root of the tree over all records but signatures (BOLT #12, "Signature Calculation"): what is signed of a
    /// stream, and what names an offer. Each leaf is hidden beside a nonce that nobody can compute who does not know
    /// the first record. `nil` for an empty stream.
    package var merkleRoot: FixedBytes<32>? {
        let leaves = records.filter { !Self.signatureTypes.contains($0.type) }
        guard let first = leaves.first else { return nil }
        let (leaf, nonce) = (Tag("LnLeaf"), Tag(Array("LnNonce".utf8) + first.bytes))
        var nodes = leaves.map { record in
            Self.branch(leaf.hash(record.bytes), nonce.hash(BigSize.bytes(record.type)))
        }
        while nodes.count > 1 {
            nodes = stride(from: 0, to: nodes.count, by: 2).map { index in
                index + 1 < nodes.count ? Self.branch(nodes[index], nodes[index + 1]) : nodes[index]
            }
        }
        return nodes[0]
    }

    private static let branchTag = Tag("LnBranch")

    private static func branch(_ left: FixedBytes<32>, _ right: FixedBytes<32>) -> FixedBytes<32> {
        let (left, right) = (left.bytes, right.bytes)
        return branchTag.hash(left.lexicographicallyPrecedes(right) ? left + right : right + left)
    }

    /// The tagged hashes of BIP-340.
    private struct Tag {
        private let prefix: [UInt8]

        init(_ tag: [UInt8]) {
            let hash = SHA256.hash(tag).bytes
            prefix = hash + hash
        }

        init(_ tag: String) { self.init(Array(tag.utf8)) }

        func hash(_ message: [UInt8]) -> FixedBytes<32> { SHA256.hash(prefix + message) }
    }
}
