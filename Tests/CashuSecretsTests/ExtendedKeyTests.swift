import CashuCrypto
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("Nodes of a BIP-32 tree")
struct ExtendedKeyTests {
    private struct Node: Decodable {
        struct Step: Decodable {
            let index: UInt32
            let hardened: Bool
        }
        let name: String
        let seed: String
        let steps: [Step]
        let privateKey: String
        let publicKey: String
    }

    @Test("are those of BIP-32's own vectors")
    func vectors() throws {
        var vectors = try VectorFile("bip32")
        try vectors.each("nodes", as: Node.self) { vector in
            var node = try ExtendedKey(seedHex: vector.seed)
            for step in vector.steps {
                node = step.hardened ? try node.hardenedChild(step.index) : try node.child(step.index)
            }
            #expect(node.scalarHex == vector.privateKey, "\(vector.name)")
            #expect(node.publicKey().hex == vector.publicKey, "\(vector.name)")
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("have indices below 2^31")
    func indexOutOfRange() throws {
        let master = try ExtendedKey(seedHex: String(repeating: "07", count: 32))
        for index in [UInt32(1) << 31, .max] {
            #expect(throws: DerivationError.indexOutOfRange) { try master.child(index) }
            #expect(throws: DerivationError.indexOutOfRange) { try master.hardenedChild(index) }
        }
        #expect(try master.child(7).scalarHex != master.hardenedChild(7).scalarHex)
    }

    @Test("sign as the signatory's identity with the key of the master node")
    func identity() throws {
        let identity = IdentityKey(master: try ExtendedKey(seedHex: String(repeating: "00", count: 31) + "01"))
        #expect(identity.publicKey.hex == "032332a0f0ca8e1c7ff9a0fdc54b285940d7c3853c6118463ac6f8ae663cc703a5")
        let message = SHA256.hash("hello")
        #expect(identity.sign(message).isValid(for: message, key: identity.publicKey))
        #expect(!identity.sign(message).isValid(for: SHA256.hash("hallo"), key: identity.publicKey))
    }

    @Test("come from a seed that is known by its fingerprint")
    func fingerprint() throws {
        // HMAC-SHA256 of the text in `Seed.fingerprint`, by Python's hmac.
        let seed = try Seed(hex: String(repeating: "00", count: 31) + "01")
        #expect(seed.fingerprint.hex == "139ac13603d5f7f6f526a42ab4003cb4859c589e459285e278da1588d0b5a9a7")
    }
}
