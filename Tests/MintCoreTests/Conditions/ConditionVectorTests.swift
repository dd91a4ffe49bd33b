import Cashu
import CashuCrypto
import TestSupport
import Testing

@testable import MintCore

@Suite("Vectors of spending conditions")
struct ConditionVectorTests {
    private struct Request: Decodable {
        let inputs: [Proof]
        let outputs: [BlindedMessage]?
        let quote: String?

        func isAccepted(at now: UInt64) -> Bool {
            Locked.refusal(inputs, outputs ?? [], quote: quote, now: now) == nil
        }

        var digest: String { ConditionCheck.digest(inputs, outputs ?? [], quote: quote).hex }
    }

    private struct Single: Decodable {
        let name: String
        let proof: Proof
        let valid: Bool
        let satisfiedPaths: [String]

        private enum CodingKeys: String, CodingKey {
            case name, proof, valid
            case satisfiedPaths = "satisfied_paths"
        }
    }

    private struct Together: Decodable {
        let name: String
        let request: Request
        let valid: Bool
        let satisfiedPaths: [String]
        let message: String
        let sha256: String

        private enum CodingKeys: String, CodingKey {
            case name, request, valid, message, sha256
            case satisfiedPaths = "satisfied_paths"
        }

        func check(at now: UInt64) {
            #expect(request.digest == sha256, "\(name)")
            #expect(SHA256.hash(message).hex == sha256, "\(name)")
            #expect(request.isAccepted(at: now) == valid, "\(name)")
            // Before any locktime only the owner's way is open.
            #expect(request.isAccepted(at: 0) == satisfiedPaths.contains("main"), "\(name)")
        }
    }

    @Test("of NUT-11: one or several keys, refunds, SIG_INPUTS and SIG_ALL")
    func publicKeys() throws {
        struct Message: Decodable {
            let name: String
            let request: Request
            let message: String
            let sha256: String
        }
        var vectors = try VectorFile("nut11")
        let clock = try vectors.value("clock", as: UInt64.self)
        #expect(vectors.counts == ["multisig": 3, "sig_inputs": 6, "sig_all_messages": 2, "sig_all": 6])
        for list in ["multisig", "sig_inputs"] {
            try vectors.each(list, as: Single.self) { vector in
                #expect((Locked.refusal([vector.proof], now: clock) == nil) == vector.valid, "\(vector.name)")
                let isOwners = vector.satisfiedPaths.contains("main")
                #expect((Locked.refusal([vector.proof], now: 0) == nil) == isOwners, "\(vector.name)")
            }
        }
        try vectors.each("sig_all_messages", as: Message.self) { vector in
            #expect(vector.request.digest == vector.sha256, "\(vector.name)")
            #expect(SHA256.hash(vector.message).hex == vector.sha256, "\(vector.name)")
        }
        try vectors.each("sig_all", as: Together.self) { $0.check(at: clock) }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of NUT-14: preimages and refunds")
    func hashLocks() throws {
        struct Preimage: Decodable {
            let preimage: String
            let hash: String
        }
        var vectors = try VectorFile("nut14")
        let clock = try vectors.value("clock", as: UInt64.self)
        #expect(vectors.counts == ["sig_all_htlc": 3, "preimage": 1])
        try vectors.each("sig_all_htlc", as: Together.self) { $0.check(at: clock) }
        try vectors.each("preimage", as: Preimage.self) { vector in
            let condition = try #require(try SpendingCondition(Locked.secret("HTLC", vector.hash)))
            #expect(condition.accepts(preimage: Array(vector.preimage.utf8)))
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of every rule that implementations differ in")
    func generated() throws {
        struct Case: Decodable {
            let name: String
            let request: Request
            let expected: String
            let reason: String
        }
        var vectors = try VectorFile("extra-spending-conditions")
        let clock = try vectors.value("clock", as: UInt64.self)
        var verdicts: [String: Int] = [:]
        try vectors.each("cases", as: Case.self) { vector in
            let verdict = vector.request.isAccepted(at: clock) ? "accept" : "reject"
            #expect(verdict == vector.expected, "\(vector.name): \(vector.reason)")
            verdicts[verdict, default: 0] += 1
        }
        #expect(verdicts == ["accept": 22, "reject": 38])
        vectors.leave("signing_keys")  // already used: the witnesses are in the cases
        #expect(vectors.missed.isEmpty)
    }
}
