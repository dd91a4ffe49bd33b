import Cashu
import CashuCrypto
import Testing

@testable import MintCore

@Suite("SIG_ALL")
struct SignatureOverAllTests {
    private static let all = ["sigflag", "SIG_ALL"]
    private let owner: TestKey
    private let outputs: [BlindedMessage]

    init() throws {
        owner = try TestKey(1)
        let id = try #require(KeysetID(hex: "00bfa73302d12ffd"))
        outputs = TestWallet.outputs([4, 8, 4], id).messages
    }

    private func inputs(_ secrets: Secret...) throws -> [Proof] { try secrets.map { try Locked.proof($0) } }

    private func secret(_ tags: [[String]] = []) throws -> Secret {
        try Locked.secret("P2PK", owner.hex, [Self.all] + tags)
    }

    /// The refusal of `inputs` when the first carries the owner's signature of `message`.
    private func refusal(
        _ inputs: [Proof], signed message: String, _ outputs: [BlindedMessage], quote: String? = nil,
        now: UInt64 = 1_800_000_000
    ) -> NUTError? {
        let first = inputs[0].showing(Locked.witness(owner.sign(message)))
        return Locked.refusal([first] + inputs.dropFirst(), outputs, quote: quote, now: now)
    }

    @Test("One signature covers every input and output, their order, amounts, and the quote")
    func message() throws {
        let inputs = try inputs(secret(), secret(), secret())
        let message = inputs.message(outputs)
        #expect(refusal(inputs, signed: message, outputs) == nil)
        #expect(refusal([inputs[0], inputs[2], inputs[1]], signed: message, outputs) != nil, "another order")
        #expect(refusal(Array(inputs.dropLast()), signed: message, outputs) != nil, "an input less")
        #expect(refusal(inputs, signed: message, outputs.reversed()) != nil, "another order")
        #expect(refusal(inputs, signed: message, Array(outputs.dropLast())) != nil, "an output less")
        let dearer = outputs.map { BlindedMessage(amount: $0.amount * 2, keysetID: $0.keysetID, point: $0.point) }
        #expect(refusal(inputs, signed: message, dearer) != nil, "other amounts")
        #expect(refusal(inputs, signed: message, outputs, quote: "q") != nil, "not for a melt")
        #expect(refusal(inputs, signed: inputs.message(outputs, quote: "q"), outputs, quote: "q") == nil)
        #expect(refusal(inputs, signed: inputs.message(outputs, quote: "q"), outputs, quote: "p") != nil)
        #expect(refusal(inputs, signed: inputs.message(outputs, quote: "q"), outputs) != nil, "not for a swap")
        #expect(refusal(inputs, signed: inputs.message([], quote: "q"), [], quote: "q") == nil, "no blank outputs")
        let secretsAndPoints = inputs.map(\.secret.text).joined() + outputs.map(\.point.hex).joined()
        #expect(refusal(inputs, signed: secretsAndPoints, outputs) != nil, "the message of old")
        #expect(refusal(inputs, signed: inputs[0].secret.text, outputs) != nil, "as SIG_INPUTS signs")
    }

    @Test("All inputs agree in kind, data and tags, or none is spent")
    func agreement() throws {
        let tags = [["locktime", "9999999999"], ["x", "y"]]
        let first = try secret(tags)
        let others = [
            try #require(Secret("0a")),
            try #require(Secret(#"["P2SH",{"nonce":"a","data":"b","tags":[["sigflag","SIG_ALL"]]}]"#)),
            try Locked.secret("P2PK", owner.hex, [["sigflag", "SIG_INPUTS"]] + tags),
            try Locked.secret("P2PK", owner.hex, tags),
            try Locked.secret("P2PK", owner.otherParity, [Self.all] + tags),
            try Locked.secret("P2PK", owner.hex.uppercased(), [Self.all] + tags),
            try Locked.secret("HTLC", Locked.hash, [Self.all] + tags),
            try secret(), try secret(tags.reversed()), try secret(tags + [["z"]]),
            try secret([["locktime", "9999999999"], ["x", "y", "y"]]),
        ]
        #expect(refusal(try inputs(first, secret(tags)), signed: "", outputs)?.detail.contains("signed") == true)
        let alike = try inputs(first, secret(tags))
        #expect(refusal(alike, signed: alike.message(outputs), outputs) == nil)
        for other in others {
            for pair in [try inputs(first, other), try inputs(other, first)] {
                let refused = refusal(pair, signed: pair.message(outputs), outputs)
                #expect(refused?.detail.contains("the same kind, data and tags") == true, "\(other.text)")
                let both = pair.map { $0.showing(Locked.witness(owner.sign(pair.message(outputs)))) }
                #expect(Locked.refusal(both, outputs) != nil, "\(other.text)")
            }
        }
    }

    @Test("The first input's witness counts, and no other")
    func witness() throws {
        let inputs = try inputs(secret(), secret())
        let witness = Locked.witness(owner.sign(inputs.message(outputs)))
        let misplaced = Locked.refusal([inputs[0], inputs[1].showing(witness)], outputs)
        #expect(misplaced?.detail.contains("no witness") == true)
        #expect(Locked.refusal([inputs[0].showing(witness), inputs[1].showing("not json")], outputs) == nil)
    }

    @Test("After the locktime the refund's keys sign the whole, or nobody has to")
    func refund() throws {
        let heir = try TestKey(4)
        let free = try inputs(secret([["locktime", "5"]]), secret([["locktime", "5"]]))
        #expect(Locked.refusal(free, outputs, now: 5) != nil)
        #expect(Locked.refusal(free, outputs, now: 6) == nil)
        let tags = [["locktime", "5"], ["refund", heir.hex]]
        let inputs = try inputs(secret(tags), secret(tags))
        let theirs = inputs[0].showing(Locked.witness(heir.sign(inputs.message(outputs))))
        #expect(Locked.refusal([theirs, inputs[1]], outputs, now: 5) != nil)
        #expect(Locked.refusal([theirs, inputs[1]], outputs, now: 6) == nil)
        #expect(Locked.refusal(inputs, outputs, now: 6) != nil)
        #expect(refusal(inputs, signed: inputs.message(outputs), outputs, now: 6) == nil, "the owner still may")
        let alone = inputs[0].showing(Locked.witness(heir.sign(inputs[0].secret)))
        #expect(Locked.refusal([alone, inputs[1]], outputs, now: 6) != nil, "a signature of its secret alone")
    }

    @Test("A preimage is shown once, by the first input, and does not replace the signature")
    func hashLocks() throws {
        func secret(_ tags: [[String]]) throws -> Secret { try Locked.secret("HTLC", Locked.hash, [Self.all] + tags) }
        let named = [["pubkeys", owner.hex]]
        let inputs = try inputs(secret(named), secret(named))
        let signature = owner.sign(inputs.message(outputs))
        func refusal(_ witness: String) -> NUTError? {
            Locked.refusal([inputs[0].showing(witness), inputs[1]], outputs)
        }
        #expect(refusal(Locked.witness(signature, preimage: Locked.preimage)) == nil)
        #expect(refusal(Locked.witness(signature)) != nil)
        #expect(refusal(Locked.witness(preimage: Locked.preimage)) != nil)
        let bare = try [secret([]), secret([])].map { try Locked.proof($0) }
        let shown = bare[0].showing(Locked.witness(preimage: Locked.preimage))
        #expect(Locked.refusal([shown, bare[1]], outputs) == nil)
        #expect(Locked.refusal(bare, outputs) != nil)
    }
}
