import Cashu
import CashuCrypto
import Testing

@testable import MintCore

@Suite("Secrets and what they are")
struct MalformedConditionTests {
    private static let refused = "the spending condition of an input is malformed"

    /// Signed by the owner, and free for anybody if its locktime were all that mattered.
    private func expectRefused(_ secret: Secret, _ location: SourceLocation = #_sourceLocation) throws {
        let witness = Locked.witness(try TestKey(1).sign(secret), preimage: Locked.preimage)
        let refusal = try #require(
            Locked.refusal([try Locked.proof(secret, witness)]), "\(secret.text)", sourceLocation: location)
        #expect(refusal.code == .proofVerificationFailed, sourceLocation: location)
        #expect(refusal.detail.hasPrefix(Self.refused), "\(secret.text)", sourceLocation: location)
    }

    @Test("A malformed tag makes a proof unspendable, whatever else would open it")
    func tags() throws {
        let (owner, second, third) = (try TestKey(1), try TestKey(2), try TestKey(3))
        let expired = ["locktime", "1"]
        #expect(try Locked.isFree(Locked.secret("P2PK", owner.hex, [expired])), "what is not malformed is free")
        let malformed: [[[String]]] = [
            // No tag twice.
            [["locktime", "1"], ["locktime", "1"]],
            [["sigflag", "SIG_INPUTS"], ["sigflag", "SIG_INPUTS"]],
            [["pubkeys", second.hex], ["pubkeys", third.hex]],
            [["n_sigs", "1"], ["n_sigs", "1"]],
            [["refund", second.hex], ["refund", third.hex]],
            [["refund", second.hex], ["n_sigs_refund", "1"], ["n_sigs_refund", "1"]],
            // Thresholds are positive and can be met.
            [["n_sigs", "0"]], [["n_sigs", "2"]], [["n_sigs", "-1"]], [["n_sigs", "+1"]], [["n_sigs", "1.0"]],
            [["n_sigs", "one"]], [["n_sigs"]], [["n_sigs", "1", "1"]], [["n_sigs", " 1"]], [["n_sigs", "٢"]],
            [["n_sigs", "18446744073709551617"]],
            [["pubkeys", second.hex], ["n_sigs", "3"]],
            [["n_sigs_refund", "1"]],
            [["refund"], ["n_sigs_refund", "1"]],
            [["refund", second.hex], ["n_sigs_refund", "2"]],
            [["refund", second.hex], ["n_sigs_refund", "0"]],
            // Two flags are known.
            [["sigflag", "SIG_NONE"]], [["sigflag", "sig_all"]], [["sigflag"]], [["sigflag", "SIG_ALL", "SIG_ALL"]],
            // No key twice in one way, parity aside.
            [["pubkeys", owner.hex]], [["pubkeys", owner.otherParity]], [["pubkeys", owner.hex.uppercased()]],
            [["pubkeys", second.hex, second.hex]], [["pubkeys", second.hex, second.otherParity]],
            [["refund", second.hex, second.otherParity]],
            // Keys are compressed points.
            [["pubkeys", String(second.hex.dropFirst(2))]], [["pubkeys", second.uncompressed]],
            [["pubkeys", "02" + String(repeating: "0", count: 63) + "5"]], [["pubkeys", "key"]],
            [["refund", "04" + second.hex.dropFirst(2)]],
            // Tags are strings, none of them empty.
            [[]], [[""]], [["pubkeys", ""]], [["other", ""]],
        ]
        for tags in malformed {
            let hasLocktime = tags.contains { $0.first == "locktime" }
            try expectRefused(Locked.secret("P2PK", owner.hex, tags + (hasLocktime ? [] : [expired])))
        }
    }

    @Test("Malformed data makes a proof unspendable")
    func data() throws {
        let key = try TestKey(1)
        let expired = [["locktime", "1"]]
        for data in ["", "02", String(key.hex.dropFirst(2)), key.hex + "00", key.uncompressed, Locked.hash] {
            try expectRefused(Locked.secret("P2PK", data, expired))
        }
        let noDigits = String(repeating: "g", count: 64)
        for data in ["", key.hex, Locked.hash + "00", String(Locked.hash.dropLast()), noDigits] {
            try expectRefused(Locked.secret("HTLC", data, expired))
        }
        // The hash is no key, so there is none to sign.
        try expectRefused(Locked.secret("HTLC", Locked.hash, [["n_sigs", "1"]] + expired))
    }

    @Test("A known kind in anything but strict JSON makes a proof unspendable")
    func form() throws {
        let key = try TestKey(1).hex
        let malformed = [
            #"["P2PK""#, #"["P2PK"]"#, #"["P2PK","#, #"["P2PK",{}]"#, #"["P2PK",null]"#, #"["P2PK","\#(key)"]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)"}"#, #"["P2PK",{"nonce":"a","data":"\#(key)"}]x"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)"},1]"#, #"["P2PK",{"nonce":"a","data":"\#(key)",}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)"},]"#, #"["P2PK",{"data":"\#(key)"}]"#,
            #"["P2PK",{"nonce":1,"data":"\#(key)"}]"#, #"["P2PK",{"nonce":"a","data":["\#(key)"]}]"#,
            #"["P2PK",{"nonce":"a","data":null,"data":"\#(key)"}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","d\u0061ta":"\#(key)"}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[["locktime","1"]],"tags":[["locktime","1"]]}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","tags":{}}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[1]}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","tags":["locktime","1"]}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[["locktime",1]]}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[["locktime","1",null]]}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(key)","x":[[[[[[[]]]]]]]}]"#,
            #"["P2PK",{'nonce':'a','data':'\#(key)'}]"#, #"["HTLC",{"nonce":"a","data":"\#(Locked.hash)",}]"#,
            // The same kind, written otherwise.
            "\n\t [ \"P2PK\",", #"["P\u0032PK","#, #"["\u0048TLC"]"#,
        ]
        for text in malformed { try expectRefused(try #require(Secret(text))) }
    }

    @Test("Anything else is an ordinary secret, with or without a witness")
    func ordinary() throws {
        let key = try TestKey(1).hex
        let ordinary = [
            String(repeating: "ab", count: 32), "P2PK", #""P2PK""#, "[", "[]", "[1,2,3]", #"[["P2PK"]]"#, "[\"P2PK",
            #"{"P2PK":{}}"#, #"["P2PKX",{"nonce":"a","data":"\#(key)"}]"#, #"["p2pk",{"nonce":"a","data":"\#(key)"}]"#,
            #"["",{"nonce":"a","data":"\#(key)"}]"#, #"[null,{"nonce":"a","data":"\#(key)"}]"#,
            // Canonically equal to P2PK, and not P2PK: U+212A is the Kelvin sign.
            "[\"P2P\u{212a}\",{\"nonce\":\"a\",\"data\":\"\(key)\"}]", "\u{feff}[\"P2PK\"]", "\u{a0}[\"P2PK\"]",
        ]
        for text in ordinary {
            let secret = try #require(Secret(text))
            #expect(try Locked.isFree(secret), "\(text)")
            #expect(try Locked.isFree(secret, "not json"), "\(text)")
        }
    }

    @Test("What is allowed beside the form is no fault: other members, other tags, null for none, empty lists")
    func lenient() throws {
        let owner = try TestKey(1)
        let texts = [
            #"["P2PK",{"nonce":"","data":"\#(owner.hex)","tags":null}]"#,
            #"["P2PK",{"x":{"y":[1,-2.5e3,true,false,null]},"nonce":"a","data":"\#(owner.hex)"}]"#,
            #"["P2PK",{"nonce":"a","data":"\#(owner.hex.uppercased())","tags":[["x"],["x","y"],["pubkeys"]]}]"#,
            #" [ "\u0050\u0032PK" , { "nonce" : "\ud83d\ude00" , "data" : "\#(owner.hex)" } ] "#,
        ]
        for text in texts {
            let secret = try #require(Secret(text))
            #expect(try !Locked.isFree(secret), "\(text)")
            #expect(try Locked.isFree(secret, Locked.witness(owner.sign(secret))), "\(text)")
        }
    }
}
