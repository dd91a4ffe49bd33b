import Cashu
import CashuCrypto
import Testing

@testable import MintCore

@Suite("Mutated conditions")
struct ConditionFuzzTests {
    /// SplitMix64, so that a failure can be run again.
    private struct Randomness: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z >> 31
        }
    }

    private static let alphabet = Array("{}[]\",:\\u0123456789abcdefnltrs-+.eE \n\t".utf8) + [0, 0x1f, 0x7f]

    /// Replaces, removes, doubles or cuts at a place after `start`.
    private func mutated(_ text: String, after start: Int, _ randomness: inout Randomness) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &randomness) where bytes.count > start {
            let place = Int.random(in: start..<bytes.count, using: &randomness)
            switch Int.random(in: 0..<8, using: &randomness) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes[place], at: place)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes += bytes[place...]
            default: bytes[place] = Self.alphabet.randomElement(using: &randomness) ?? 0
            }
        }
        return String(decoding: bytes.prefix(Secret.maximumBytes), as: UTF8.self)
    }

    @Test("of a known kind are never free, and are refused with 10001")
    func secrets() throws {
        var randomness = Randomness(state: 20_261_125)
        let keys = try (1...4).map { try TestKey($0) }
        let tags = [
            ["pubkeys", keys[1].hex], ["n_sigs", "2"], ["locktime", "9999999999"], ["refund", keys[2].hex],
            ["sigflag", "SIG_INPUTS"],
        ]
        let texts = [
            try Locked.secret("P2PK", keys[0].hex, nonce: "00").text,
            try Locked.secret("P2PK", keys[0].hex, tags, nonce: "00").text,
            try Locked.secret("HTLC", Locked.hash, tags, nonce: "00").text,
        ]
        var malformed = 0
        var unmet = 0
        for round in 0..<8_000 {
            let text = mutated(texts[round % texts.count], after: 8, &randomness)
            let secret = try #require(Secret(text))
            let refusal = try #require(Locked.refusal([try Locked.proof(secret)]), "round \(round): \(text)")
            #expect(refusal.code == .proofVerificationFailed)
            if refusal.detail.contains("malformed") { malformed += 1 } else { unmet += 1 }
        }
        #expect(malformed > 200)
        #expect(unmet > 200, "the mutations must leave some secrets whole")
    }

    @Test("of every kind are read or refused", arguments: [1, 2, 3])
    func anything(_ seed: UInt64) throws {
        var randomness = Randomness(state: seed)
        let tags = [["locktime", "1"], ["pubkeys", try TestKey(2).hex]]
        let text = try Locked.secret("P2PK", TestKey(1).hex, tags, nonce: "00").text
        var free = 0
        for _ in 0..<5_000 {
            let secret = try #require(Secret("[" + mutated(text, after: 0, &randomness).dropFirst()))
            if try Locked.isFree(secret) { free += 1 }
        }
        #expect((1..<5_000).contains(free))
    }

    @Test("have witnesses that are read or refused, and open only with the signature whole")
    func witnesses() throws {
        var randomness = Randomness(state: 7)
        let owner = try TestKey(1)
        let secret = try Locked.secret("P2PK", owner.hex, nonce: "00")
        let signature = owner.sign(secret.text, randomness: FixedBytes())
        let witness = Locked.witness(signature, preimage: Locked.preimage)
        var met = 0
        for round in 0..<10_000 {
            let mutant = mutated(witness, after: 0, &randomness)
            guard try Locked.isFree(secret, mutant) else { continue }
            met += 1
            #expect(mutant.lowercased().contains(signature) || mutant.contains("\\u"), "round \(round)")
        }
        #expect((1..<10_000).contains(met))
    }
}
