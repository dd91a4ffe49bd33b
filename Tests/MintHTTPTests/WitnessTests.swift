import Cashu
import CashuCrypto
import CashuSecrets
import Foundation
import Testing

@Suite("Witnesses over HTTP")
struct WitnessTests {
    private let owner: SigningKey

    init() throws {
        let scalar = FixedBytes<32>(repeating: 1)
        owner = try #require(unsafe scalar.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
    }

    /// A coin of 8 that only `owner` can spend, and his signature of its secret.
    private func locked(_ mint: TestMint) async throws -> (coin: TestCoin, signature: String) {
        let text = #"["P2PK",{"nonce":"00","data":"\#(owner.publicKey.hex)","tags":[["sigflag","SIG_INPUTS"]]}]"#
        let secret = try #require(Secret(text))
        let id = try mint.keyset.id
        let r = BlindingFactor.random()
        let point = Blinding.blind(secret, r)
        let output = #"{"amount":8,"id":"\#(id.hex)","B_":"\#(point.hex)"}"#
        let reply = try await mint.post("/v1/mint/bolt11", TestBody.mint(try await mint.mintQuote(8), [output]))
        let signature = try #require(reply.list("signatures").first?["C_"] as? String)
        let key = try #require(mint.keyset.keys[8])
        let blinded = try #require(PublicKey(hex: signature))
        let unblinded = try #require(Blinding.unblind(blinded, r, key: key))
        let coin = TestCoin(amount: 8, keyset: id, secret: secret, signature: unblinded)
        return (coin, owner.sign(SHA256.hash(text)).bytes.hex)
    }

    /// An input with `witness`, JSON of any kind.
    private func input(_ coin: TestCoin, witness: String) throws -> String {
        let secret = try #require(String(data: JSONEncoder().encode(coin.secret.text), encoding: .utf8))
        return """
            {"amount":8,"id":"\(coin.keyset.hex)","secret":\(secret),"C":"\(coin.signature.hex)","witness":\(witness)}
            """
    }

    @Test("are strings or objects, and are told as they were sent", arguments: [true, false])
    func accepted(isObject: Bool) async throws {
        let mint = try await TestMint().ready()
        let (coin, signature) = try await locked(mint)
        let witness = #"{ "signatures": ["\#(signature)"] }"#
        let sent =
            isObject ? witness : try #require(String(data: JSONEncoder().encode(witness), encoding: .utf8))
        let outputs = try mint.outputs([8]).map(\.json)
        let without = try await mint.post("/v1/swap", TestBody.swap([try input(coin, witness: "null")], outputs))
        #expect(without.status == 400)
        #expect(without.code == 10001)
        #expect(try await mint.states([coin]) == ["UNSPENT"])
        let reply = try await mint.post("/v1/swap", TestBody.swap([try input(coin, witness: sent)], outputs))
        #expect(reply.status == 200)
        let states = try await mint.post("/v1/checkstate", #"{"Ys":["\#(coin.secret.point.hex)"]}"#)
        #expect(states.list("states").first?["state"] as? String == "SPENT")
        #expect(states.list("states").first?["witness"] as? String == witness)
    }

    @Test("of another kind, or too long, are no request")
    func refused() async throws {
        let mint = try await TestMint().ready()
        let (coin, signature) = try await locked(mint)
        let outputs = try mint.outputs([8]).map(\.json)
        let long = String(repeating: " ", count: 1_024)
        for witness in [
            "1", "true", "[]", #"["\#(signature)"]"#, #"{"signatures":["\#(signature)"],"signatures":[]}"#,
            #"{"signatures":["\#(signature)",]}"#, #"{"signatures":["\#(signature)"]\#(long)}"#, "\"\(long) \"",
        ] {
            let reply = try await mint.post("/v1/swap", TestBody.swap([try input(coin, witness: witness)], outputs))
            #expect(reply.status == 400, "\(witness)")
            #expect(reply.code == 90001, "\(witness)")
        }
        #expect(try await mint.states([coin]) == ["UNSPENT"])
    }
}
