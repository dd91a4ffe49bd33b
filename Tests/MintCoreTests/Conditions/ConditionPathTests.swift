import Cashu
import CashuCrypto
import Testing

@testable import MintCore

@Suite("Ways to meet a spending condition")
struct ConditionPathTests {
    private let owner: TestKey
    private let second: TestKey
    private let third: TestKey
    private let heir: TestKey
    private let coheir: TestKey

    init() throws {
        (owner, second, third) = (try TestKey(1), try TestKey(2), try TestKey(3))
        (heir, coheir) = (try TestKey(4), try TestKey(5))
    }

    @Test("The refund opens one second after the locktime, and the owner's way stays open")
    func locktime() throws {
        let now: UInt64 = 1_800_000_000
        func secrets(_ locktime: UInt64) throws -> (free: Secret, refund: Secret) {
            let tag = ["locktime", String(locktime)]
            return (
                try Locked.secret("P2PK", owner.hex, [tag]),
                try Locked.secret("P2PK", owner.hex, [tag, ["refund", heir.hex]])
            )
        }
        for (locktime, isOpen) in [(now + 1, false), (now, false), (now - 1, true), (0, true), (UInt64.max, false)] {
            let (free, refund) = try secrets(locktime)
            #expect(try Locked.isFree(free, now: now) == isOpen, "\(locktime)")
            #expect(try Locked.isFree(free, "not json", now: now) == isOpen, "\(locktime)")
            #expect(try !Locked.isFree(refund, now: now), "\(locktime)")
            #expect(try Locked.isFree(refund, Locked.witness(heir.sign(refund)), now: now) == isOpen, "\(locktime)")
            for secret in [free, refund] {
                #expect(try Locked.isFree(secret, Locked.witness(owner.sign(secret)), now: now), "\(locktime)")
            }
        }
        let (last, _) = try secrets(.max - 1)
        #expect(try Locked.isFree(last, now: .max))
    }

    @Test(
        "A locktime that is no time locks for ever",
        arguments: [
            ["soon"], ["-1"], ["+1"], ["1.5"], ["1e3"], ["0x10"], [" 1"], ["1 "], ["٣"], ["18446744073709551616"],
            ["1", "1"],
            [],
        ])
    func invalidLocktime(_ values: [String]) throws {
        for tags in [[["locktime"] + values], [["locktime"] + values, ["refund", heir.hex]]] {
            let secret = try Locked.secret("P2PK", owner.hex, tags)
            #expect(try !Locked.isFree(secret, now: .max))
            #expect(try !Locked.isFree(secret, Locked.witness(heir.sign(secret)), now: .max))
            #expect(try Locked.isFree(secret, Locked.witness(owner.sign(secret)), now: .max))
        }
    }

    @Test("Keys are counted, not signatures, and those of one way count nothing on the other")
    func thresholds() throws {
        let secret = try Locked.secret(
            "P2PK", owner.hex,
            [
                ["pubkeys", second.hex, third.hex], ["n_sigs", "2"], ["locktime", "1"],
                ["refund", heir.hex, coheir.hex, third.hex], ["n_sigs_refund", "2"],
            ])
        func isFree(_ keys: TestKey..., now: UInt64 = 2) throws -> Bool {
            let signatures = keys.map { "\"\($0.sign(secret))\"" }.joined(separator: ",")
            return try Locked.isFree(secret, "{\"signatures\":[\(signatures)]}", now: now)
        }
        #expect(try isFree(owner, second))
        #expect(try isFree(third, owner), "in any order")
        #expect(try isFree(heir, owner, third), "what is foreign does no harm")
        #expect(try isFree(heir, coheir))
        #expect(try isFree(third, coheir), "a key of both ways")
        #expect(try !isFree(heir, coheir, now: 1))
        #expect(try !isFree(owner))
        #expect(try !isFree(owner, heir), "one of each way")
        #expect(try !isFree(owner, owner, owner), "three signatures of one key")
        let repeated = owner.sign(secret)
        #expect(try !Locked.isFree(secret, Locked.witness(repeated, repeated)))
        #expect(try Locked.isFree(secret, Locked.witness(repeated, repeated, second.sign(secret))))
    }

    @Test("Keys are compared without their parity, and a signature is over the secret as it is written")
    func signatures() throws {
        let other = try Locked.secret("P2PK", owner.otherParity)
        #expect(try Locked.isFree(other, Locked.witness(owner.sign(other))))
        let secret = try Locked.secret("P2PK", owner.hex, [["sigflag", "SIG_INPUTS"]])
        #expect(try Locked.isFree(secret, Locked.witness(owner.sign(secret).uppercased())))
        #expect(try !Locked.isFree(secret, Locked.witness(owner.sign(other))))
        let twin = try #require(Secret(secret.text + " "))
        #expect(try !Locked.isFree(twin, Locked.witness(owner.sign(secret))))
        #expect(try Locked.isFree(twin, Locked.witness(owner.sign(twin))))
        let written = secret.text.replacing("\"", with: "\\\"")
        #expect(try !Locked.isFree(secret, Locked.witness(owner.sign(written))))
    }

    @Test("A hash asks for its preimage of 32 bytes, and for keys if it names any")
    func hashLocks() throws {
        let bare = try Locked.secret("HTLC", Locked.hash.uppercased())
        #expect(try Locked.isFree(bare, #"{"preimage":"\#(Locked.preimage)"}"#))
        #expect(try !Locked.isFree(bare, #"{"preimage":"\#(Locked.hash)"}"#))
        #expect(try !Locked.isFree(bare, #"{"preimage":null}"#))
        #expect(try !Locked.isFree(bare, Locked.witness()))
        for count in [0, 31, 33] {
            let bytes = [UInt8](repeating: 9, count: count)
            let secret = try Locked.secret("HTLC", SHA256.hash(bytes).hex)
            #expect(try !Locked.isFree(secret, #"{"preimage":"\#(Hex.encode(bytes))"}"#), "\(count) bytes")
        }

        let named = try Locked.secret(
            "HTLC", Locked.hash, [["pubkeys", owner.hex], ["locktime", "5"], ["refund", heir.hex]])
        let (ours, theirs) = (owner.sign(named), heir.sign(named))
        #expect(try Locked.isFree(named, Locked.witness(ours, preimage: Locked.preimage), now: 5))
        #expect(try Locked.isFree(named, Locked.witness(ours, preimage: Locked.preimage), now: 6))
        #expect(try !Locked.isFree(named, Locked.witness(preimage: Locked.preimage), now: 6))
        #expect(try !Locked.isFree(named, Locked.witness(ours), now: 6), "the owner has no preimage")
        #expect(try !Locked.isFree(named, Locked.witness(theirs, preimage: Locked.preimage), now: 5))
        #expect(try Locked.isFree(named, Locked.witness(theirs, preimage: Locked.preimage), now: 6))
        #expect(try Locked.isFree(named, Locked.witness(theirs, preimage: "no preimage"), now: 6))
        #expect(try Locked.isFree(named, Locked.witness(theirs), now: 6))
    }

    @Test("A way that names no key cannot be gone by signing")
    func noKeys() throws {
        let refund = try Locked.secret("P2PK", owner.hex, [["locktime", "1"], ["refund"]])
        #expect(try !Locked.isFree(refund))
        #expect(try !Locked.isFree(refund, Locked.witness()))
        #expect(try Locked.isFree(refund, Locked.witness(owner.sign(refund))))
        let hash = try Locked.secret("HTLC", Locked.hash, [["pubkeys"]])
        #expect(try !Locked.isFree(hash, Locked.witness(preimage: Locked.preimage)))
    }

    @Test("A witness is one object of strict JSON, with signatures in hex")
    func witnesses() throws {
        let secret = try Locked.secret("P2PK", owner.hex)
        let good = owner.sign(secret)
        for witness in [
            #"{"signatures":["\#(good)"],"preimage":null,"more":{"a":[1]}}"#, " { \"signatures\" : [ \"\(good)\" ] } ",
        ] {
            #expect(try Locked.isFree(secret, witness), "\(witness)")
        }
        for witness in [
            "", "null", "[]", "{}", #"["\#(good)"]"#, #""\#(good)""#, #"{"signatures":null}"#,
            #"{"signatures":"\#(good)"}"#,
            #"{"signatures":["\#(good)"]"#, #"{"signatures":["\#(good)",]}"#, #"{"signatures":["\#(good)"]}x"#,
            #"{"signatures":["\#(good)",null]}"#, #"{"signatures":["\#(good)",""]}"#, #"{"signatures":["\#(good)00"]}"#,
            #"{"signatures":["\#(good.dropLast(2))"]}"#, #"{"signatures":[],"signatures":["\#(good)"]}"#,
            #"{"signatures":["\#(good)"],"preimage":1}"#, #"{"Signatures":["\#(good)"]}"#,
            #"{"signatures":["\#(good)"]}"# + String(repeating: " ", count: 1_024),
        ] {
            #expect(try !Locked.isFree(secret, witness), "\(witness)")
        }
    }

    @Test("One request may try so many signatures and no more")
    func budget() throws {
        // Seven signatures, of which only the last is of a key, and of the last of fourteen.
        let keys = try (1...14).map { try TestKey(UInt8($0)) }
        let foreign = (1...6).map { keys[0].sign("foreign \($0)") }
        func input() throws -> Proof {
            let data = keys[0].hex
            let names = keys.dropFirst().map { "\"\($0.hex)\"" }.joined(separator: ",")
            let nonce = FixedBytes<4>.random().hex
            let text = #"["P2PK",{"nonce":"\#(nonce)","data":"\#(data)","tags":[["pubkeys",\#(names)]]}]"#
            let secret = try #require(Secret(text))
            let signatures = (foreign + [keys[13].sign(secret)]).map { "\"\($0)\"" }.joined(separator: ",")
            return try Locked.proof(secret, "{\"signatures\":[\(signatures)]}")
        }
        let inputs = try (0..<13).map { _ in try input() }
        #expect(Locked.refusal(Array(inputs.dropLast())) == nil, "12 × 98 tries of 1024 + 12 × 16")
        #expect(Locked.refusal(inputs)?.detail.contains("too many signatures") == true, "13 × 98 of 1024 + 13 × 16")
    }
}
