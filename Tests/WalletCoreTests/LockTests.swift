import Cashu
import CashuCrypto
import CashuSecrets
import TestSupport
import Testing

@testable import WalletCore

@Suite("A locked token")
struct LockTests {
    /// Long past, and far away.
    static let past: UInt64 = 1_000_000_000, future: UInt64 = 4_000_000_000

    @Test(
        "A token that is locked to a key opens for its owner, whatever is signed, and for nobody else",
        arguments: [false, true])
    func publicKey(_ signsAll: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let (bobs, carol) = (try await TestWallet(mint, seed: 2), try await TestWallet(mint, seed: 3).open())
        let bob = try await bobs.open()
        var terms = LockTerms(.publicKey(try await bobs.store.lockKey(isFresh: true)))
        terms.signsAll = signsAll
        let token = try await alice.send(21, .sat, lock: terms.lock())
        #expect(token.amount == 21 && token.coins.allSatisfy { $0.secret.text.hasPrefix(#"["P2PK""#) })
        #expect(Set(token.coins.map(\.secret)).count == token.coins.count)
        #expect(try await test.balance() == (43, 0))

        let stolen = try Token(parsing: token.text)
        #expect(await refusal { try await carol.receive(stolen) } == .noKey)
        #expect(await refusal { try await alice.receive(stolen) } == .noKey)
        // The mint itself would not take the coins as they are.
        let proofs = try token.coins.map { coin in
            Proof(
                amount: coin.amount, keysetID: try #require(KeysetID(coin.keysetID.bytes)), secret: coin.secret,
                signature: coin.signature)
        }
        await #expect(throws: TestMint.refusal(.proofVerificationFailed)) {
            try await mint.swap(SwapRequest(inputs: proofs, outputs: []))
        }
        #expect(try await bob.receive(stolen).amount == 21)
        #expect(try await bob.balance(.sat) == 21)
    }

    @Test("A hash opens with its preimage, and after the locktime for the sender", arguments: [false, true])
    func hash(_ hasKey: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let bobs = try await TestWallet(mint, seed: 2)
        let bob = try await bobs.open()
        let preimage = FixedBytes<32>.random()
        var terms = LockTerms(.hash(SHA256.hash(preimage.bytes)))
        if hasKey { terms.keys = [try await bobs.store.lockKey(isFresh: false)] }
        terms.refundKeys = [try await test.store.lockKey(isFresh: false)]
        terms.locktime = Self.future
        let early = try await alice.send(10, .sat, lock: terms.lock())
        #expect(await refusal { try await bob.receive(early) } == .noPreimage)
        #expect(await refusal { try await bob.receive(early, preimage: .random()) } == .noPreimage)
        #expect(try await alice.reclaim(.sat).amount == 0)
        #expect(try await bob.receive(early, preimage: preimage).amount == 10)

        terms.locktime = Self.past
        let late = try await alice.send(10, .sat, lock: terms.lock())
        #expect(await refusal { try await bob.receive(late) } == .noKey)
        #expect(try await alice.reclaim(.sat).amount == 10)
        #expect(try await test.balance() == (54, 0))
    }

    @Test(
        "A token that is locked to a blinded key opens for its owner, and the mint sees neither key",
        arguments: [false, true])
    func blinded(_ signsAll: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let bobs = try await TestWallet(mint, seed: 2)
        let bob = try await bobs.open()
        let keys = [try await bobs.store.lockKey(isFresh: true), try await bobs.store.lockKey(isFresh: true)]
        let refund = try await test.store.lockKey(isFresh: true)
        #expect(Set(keys + [refund]).count == 3)
        var terms = LockTerms(.publicKey(keys[0]))
        // Keys of either parity are moved and found again.
        terms.keys = [keys[1].negated]
        terms.threshold = 2
        terms.locktime = Self.future
        terms.refundKeys = [refund]
        terms.signsAll = signsAll
        let token = try await alice.send(21, .sat, lock: terms.lock(), isBlinded: true)
        let seen = token.coins.map(\.secret.text).joined()
        #expect(!(keys + [refund]).contains { seen.contains($0.hex) || seen.contains($0.xOnly.hex) })
        #expect(Set(token.coins.compactMap(\.ephemeralKey)).count == (signsAll ? 1 : token.coins.count))
        let received = try await bob.receive(try Token(parsing: token.text))
        #expect(received.amount == 21)

        terms.locktime = Self.past
        _ = try await alice.send(21, .sat, lock: terms.lock(), isBlinded: true)
        #expect(try await alice.reclaim(.sat).amount == 21)
    }

    @Test("that more must sign than this wallet can is told so, and the coins stay")
    func threshold() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, alice) = try await TestWallet.funded(64, mint)
        let (bobs, carols) = (try await TestWallet(mint, seed: 2), try await TestWallet(mint, seed: 3))
        var terms = LockTerms(.publicKey(try await bobs.store.lockKey(isFresh: false)))
        terms.keys = [try await carols.store.lockKey(isFresh: false)]
        terms.threshold = 2
        let both = try await alice.send(8, .sat, lock: terms.lock())
        let bob = try await bobs.open()
        #expect(await refusal { try await bob.receive(both) } == .noKey)
        terms.threshold = 1
        #expect(try await bob.receive(try await alice.send(8, .sat, lock: terms.lock())).amount == 8)
        #expect(mint.look { $0.requests["swap"] } == 3, "nothing was asked in vain")
    }

    @Test("whose making was interrupted is found again, and is the receiver's alone", arguments: [false, true])
    func interrupted(_ isLostOnItsWay: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let bobs = try await TestWallet(mint, seed: 2)
        let terms = LockTerms(.publicKey(try await bobs.store.lockKey(isFresh: false)))
        mint.change { $0.accident = isLostOnItsWay ? .requestLost : .answerLost }
        await #expect(throws: WalletError.self) {
            try await alice.send(21, .sat, lock: terms.lock(), isBlinded: true)
        }
        let again = try await test.open()
        _ = try await again.recover()
        let tokens = try await again.sentTokens(.sat)
        if isLostOnItsWay {
            #expect(tokens.isEmpty)
            #expect(try await test.balance() == (64, 0))
            return
        }
        #expect(tokens.compactMap(\.amount).reduce(0, +) == 21)
        #expect(try await test.balance() == (43, 0))
        var received: UInt64 = 0
        let bob = try await bobs.open()
        for token in tokens { received += try await bob.receive(token).amount }
        #expect(received == 21)
    }

    @Test("whose receipt was interrupted is taken in by the next command", arguments: [false, true])
    func interruptedReceipt(_ signsAll: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let (_, alice) = try await TestWallet.funded(64, mint)
        let bobs = try await TestWallet(mint, seed: 2)
        let preimage = FixedBytes<32>.random()
        var terms = LockTerms(.hash(SHA256.hash(preimage.bytes)))
        terms.keys = [try await bobs.store.lockKey(isFresh: false)]
        terms.signsAll = signsAll
        let token = try await alice.send(21, .sat, lock: terms.lock(), isBlinded: true)
        let bob = try await bobs.open()
        mint.change { $0.accident = .requestLost }
        await #expect(throws: WalletError.self) { try await bob.receive(token, preimage: preimage) }
        _ = try await bob.recover()
        #expect(try await bob.reclaim(.sat).amount == 21)
    }

    @Test("does not keep what is free from being taken back")
    func reclaim() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, alice) = try await TestWallet.funded(64, mint)
        let bobs = try await TestWallet(mint, seed: 2)
        let terms = LockTerms(.publicKey(try await bobs.store.lockKey(isFresh: false)))
        let locked = try await alice.send(16, .sat, lock: terms.lock())
        _ = try await alice.send(8, .sat)
        #expect(try await alice.sentTokens(.sat).compactMap(\.amount) == [8, 16])
        #expect(try await alice.reclaim(.sat).amount == 8)
        #expect(try await test.balance() == (48, 0))
        #expect(try await alice.sentTokens(.sat).map(\.amount) == [locked.amount])
    }

    @Test("is not made with terms that a mint would refuse for ever")
    func terms() throws {
        let key = SigningKey.random().publicKey
        func problem(_ change: (inout LockTerms) -> Void) -> LockError? {
            var terms = LockTerms(.publicKey(key))
            change(&terms)
            do throws(LockError) {
                _ = try terms.lock()
                return nil
            } catch {
                return error
            }
        }
        #expect(problem { _ in } == nil)
        #expect(problem { $0.keys = [key.negated] } == .keyTwice)
        #expect(problem { $0.threshold = 0 } == .threshold)
        #expect(problem { $0.threshold = 2 } == .threshold)
        #expect(problem { $0.refundKeys = [key] } == .refundWithoutLocktime)
        #expect(problem { $0.refundThreshold = 1 } == .threshold)
        #expect(problem { $0.keys = (0..<20).map { _ in SigningKey.random().publicKey } } == .tooLong)
        let foreign = CoinLock(kind: CoinLock.publicKeys, data: "not a key")
        #expect(throws: LockError.malformed) { try foreign.secrets(1, isBlinded: false) }
        #expect(throws: LockError.malformed) { try CoinLock(kind: "OTHER", data: "").secrets(1, isBlinded: false) }
    }

    @Test("of the vectors of NUT-28 opens with the key of its slot")
    func vector() throws {
        struct Vector: Decodable { let proof: Proof }
        struct Inputs: Decodable {
            let p: String
            let E: String
        }
        var vectors = try VectorFile("nut28")
        let inputs = try vectors.value("inputs", as: Inputs.self)
        let scalar = try #require(FixedBytes<32>(hex: inputs.p))
        let key = try #require(unsafe scalar.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
        try vectors.each("proof", as: Vector.self) { vector in
            let coin = Coin(proof: vector.proof, link: nil, ephemeralKey: PublicKey(hex: inputs.E))
            let proof = try Unlocking(keys: [key], now: 0).inputs([coin], outputs: [])[0]
            let witness = try #require(proof.witness.flatMap { Witness($0) })
            let lock = try #require(CoinLock(proof.secret))
            let digest = SHA256.hash(proof.secret.bytes)
            let blinded = try #require(PublicKey(hex: lock.data))
            #expect(witness.schnorr.count == 1 && witness.schnorr[0].isValid(for: digest, key: blinded))
        }
        vectors.leave("slots", "shared_secret", "parity")  // of the keys' own tests
        #expect(vectors.missed.isEmpty)
    }

    @Test("is told from an ordinary secret by its form and its kind")
    func parsing() throws {
        let text = #"["P2PK",{"nonce":"00","data":"ab","tags":[["x"],["locktime","7"]]}]"#
        let lock = try #require(Secret(text).flatMap { CoinLock($0) })
        #expect(lock == CoinLock(kind: "P2PK", data: "ab", tags: [["x"], ["locktime", "7"]]))
        #expect(Secret(#"["OTHER",{"nonce":"00","data":"ab"}]"#).flatMap { CoinLock($0) } == nil)
        #expect(Secret("ab").flatMap { CoinLock($0) } == nil)
    }

    /// Why the wallet refused before it asked the mint.
    private func refusal(_ body: () async throws -> Wallet.Received) async -> LockError? {
        do {
            _ = try await body()
            return nil
        } catch WalletError.lock(let error) {
            return error
        } catch {
            return nil
        }
    }
}
