import Cashu
import CashuCrypto
import CashuSecrets
import Testing

@testable import WalletCore

@Suite("A wallet believes no mint that")
struct MintFaultTests {
    private static func expect(
        _ fault: MintFault, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        await #expect(sourceLocation: sourceLocation) { try await body() } throws: { error in
            guard case WalletError.fault(fault) = error else { return false }
            return true
        }
    }

    @Test(
        "signs something else than was asked for",
        arguments: [
            (.wrongSignature, .signatureInvalid), (.invalidProof, .signatureInvalid),
            (.noProof, .signatureWithoutProof), (.wrongAmount, .signatureTerms), (.wrongOrder, .signatureTerms),
            (.missingSignature, .signatureCount),
        ] as [(TestMint.Lie, MintFault)])
    func signatures(_ lie: TestMint.Lie, _ fault: MintFault) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.lie = lie }
        await Self.expect(fault) { _ = try await wallet.send(21, .sat) }
        #expect(try await test.balance() == (0, 64))
        let quote = try await wallet.requestMint(5, .sat)
        await Self.expect(fault) { _ = try await wallet.collect(quote.id) }
        // What it has really signed can be restored once it tells the truth.
        mint.change { $0.lie = nil }
        #expect(try await test.open().recover().count == 2)
        #expect(try await test.balance() == (69, 0))
    }

    @Test(
        "signs change falsely",
        arguments: [(.wrongSignature, .signatureInvalid), (.noProof, .signatureWithoutProof)]
            as [(TestMint.Lie, MintFault)])
    func change(_ lie: TestMint.Lie, _ fault: MintFault) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        mint.change { $0.lie = lie }
        await Self.expect(fault) { _ = try await wallet.melt(quote) }
        mint.change { $0.lie = nil }
        _ = try await test.open().recover()
        #expect(try await test.balance() == (53, 0))
    }

    @Test("gives no proofs, unless it never said that it would")
    func withoutProofs() async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { state in
            state.announcesProofs = false
            state.lie = .noProof
        }
        let (_, wallet) = try await TestWallet.funded(64, mint)
        #expect(try await wallet.send(64, .sat).coins.allSatisfy { $0.link == nil })
    }

    @Test("publishes a keyset whose id is not its own")
    func falseID() async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { $0.lie = .changedKeys }
        let id = mint.look { $0.keysets[0].id }
        await Self.expect(.keysetNotGenuine(id)) { _ = try await TestWallet(mint).open() }
    }

    @Test("changes the keys or the fee of a keyset")
    func changedKeyset() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        try await wallet.verifyKeysets()
        let id = mint.look { $0.keysets[0].id }
        mint.change { $0.lie = .changedKeys }
        await Self.expect(.keysetChanged(id)) { try await wallet.verifyKeysets() }
        mint.change { $0.lie = .changedFee }
        await Self.expect(.keysetChanged(id)) { _ = try await test.open() }
    }

    @Test("has a keyset of another mint")
    func keysetOfOtherMint() async throws {
        let mint = TestMint(try TestKeyset())
        let test = try await TestWallet(mint)
        _ = try await test.open()
        let url = try #require(MintURL("http://impostor.test"))
        let id = mint.look { $0.keysets[0].id }
        await Self.expect(.keysetOfOtherMint(id)) {
            _ = try await Wallet(test.store, at: url, client: mint, logger: TestWallet.logger)
        }
    }

    @Test("asks for more than was asked for, or locks a quote to another key")
    func quotes() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.lie = .expensiveInvoice }
        await Self.expect(.quoteTerms) { _ = try await wallet.requestMint(5, .sat) }
        mint.change { $0.lie = .foreignQuoteKey }
        await Self.expect(.quoteKey) { _ = try await wallet.requestMint(5, .sat) }
        mint.change { $0.lie = .expensiveMelt }
        let invoice = try TestMint.invoice(sats: 10)
        await Self.expect(.quoteTerms) { _ = try await wallet.requestMelt(invoice, .sat) }
    }

    @Test("restores outputs that were not asked for, or tells states of other coins")
    func restoring() async throws {
        let mint = TestMint(try TestKeyset())
        _ = try await TestWallet.funded(7, mint)
        let fresh = try await TestWallet(mint).open()
        mint.change { $0.lie = .foreignRestore }
        await Self.expect(.restoreAnswer) { _ = try await fresh.restore() }
        mint.change { $0.lie = .shuffledStates }
        await Self.expect(.stateAnswer) { _ = try await fresh.restore() }
        #expect(try await fresh.balance(.sat) == 0)
    }

    @Test("answers nothing and then restores without the proofs that it announced")
    func unprovenRestore() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.accident = .answerLost }
        await #expect(throws: WalletError.self) { try await wallet.send(21, .sat) }
        mint.change { $0.lie = .unprovenRestore }
        guard case .failed(.swap, .fault(.signatureWithoutProof))? = try await test.open().recover().first else {
            Issue.record("believed")
            return
        }
        #expect(try await test.balance() == (0, 64))
        mint.change { $0.lie = nil }
        _ = try await test.open().recover()
        #expect(try await test.balance() == (64, 0))
    }

    @Test("claims to have signed every output there can be")
    func endlessRestore() async throws {
        let mint = TestMint(try TestKeyset())
        let wallet = try await TestWallet(mint).open()
        mint.change { $0.lie = .endlessRestore }
        await Self.expect(.restoreEndless) { _ = try await wallet.restore(limit: 2) }
    }

    @Test("did not sign the coins of a token")
    func token() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, alice) = try await TestWallet.funded(64, mint)
        let token = try await alice.send(16, .sat)
        let coin = try #require(token.coins.first)
        let bob = try await TestWallet(mint, seed: 2).open()
        let forgeries: [Token.Coin] = [
            Token.Coin(
                amount: coin.amount, keysetID: coin.keysetID, secret: coin.secret, signature: coin.signature.negated,
                link: coin.link),
            Token.Coin(
                amount: coin.amount * 2, keysetID: coin.keysetID, secret: coin.secret, signature: coin.signature,
                link: coin.link),
            Token.Coin(
                amount: 3, keysetID: coin.keysetID, secret: coin.secret, signature: coin.signature, link: nil),
        ]
        for forgery in forgeries {
            let forged = Token(mint: token.mint, unit: .sat, memo: nil, coins: [forgery])
            await Self.expect(.coinInvalid) { _ = try await bob.receive(forged) }
        }
        #expect(mint.look { $0.requests["swap"] } == 1, "only Alice's own swap reached the mint")
    }

    @Test("one operation that cannot be recovered does not hide the others")
    func independentRecovery() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.payment = .hangs }
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        await #expect(throws: WalletError.self) { try await wallet.melt(quote) }
        let more = try await wallet.requestMint(7, .sat)
        mint.change { $0.accident = .answerLost }
        await #expect(throws: WalletError.self) { try await wallet.collect(more.id) }
        #expect(try await test.open().recover().count == 2)
        #expect(try await test.balance() == (7, 64))
    }
}
