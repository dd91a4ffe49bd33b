import Cashu
import CashuCrypto
import CashuSecrets
import Testing

@testable import WalletCore

@Suite("After a request whose end was not seen, a wallet")
struct RecoveryTests {
    @Test("finds the coins of a mint whose answer was lost")
    func mintAnswerLost() async throws {
        let mint = TestMint(try TestKeyset())
        let test = try await TestWallet(mint)
        let wallet = try await test.open()
        let quote = try await wallet.requestMint(21, .sat)
        mint.change { $0.accident = .answerLost }
        await #expect(throws: WalletError.self) { try await wallet.collect(quote.id) }
        #expect(try await test.balance() == (0, 0))
        let again = try await test.open()
        guard case .completed(.mint, amount: 21)? = try await again.recover().first else {
            Issue.record("not recovered")
            return
        }
        #expect(try await test.balance() == (21, 0))
        #expect(try await again.openQuotes().isEmpty)
        #expect(try await again.recover().isEmpty)
    }

    @Test("sends the same mint request again when it was lost")
    func mintRequestLost() async throws {
        let mint = TestMint(try TestKeyset())
        let test = try await TestWallet(mint)
        let wallet = try await test.open()
        let quote = try await wallet.requestMint(21, .sat)
        mint.change { $0.accident = .requestLost }
        await #expect(throws: WalletError.self) { try await wallet.collect(quote.id) }
        _ = try await test.open().recover()
        #expect(try await test.balance() == (21, 0))
        #expect(try await wallet.keysets().map(\.nextCounter) == [3])
    }

    @Test("has all its coins after a swap whose answer was lost")
    func swapAnswerLost() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.accident = .answerLost }
        await #expect(throws: WalletError.self) { try await wallet.send(21, .sat) }
        #expect(try await test.balance() == (0, 64))
        guard case .completed(.swap, amount: 64)? = try await test.open().recover().first else {
            Issue.record("not recovered")
            return
        }
        #expect(try await test.balance() == (64, 0))
        let token = try await test.open().send(21, .sat)
        #expect(token.amount == 21)
    }

    @Test("has its old coins back after a swap that was lost on its way")
    func swapRequestLost() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.accident = .requestLost }
        await #expect(throws: WalletError.self) { try await wallet.send(21, .sat) }
        guard case .undone(.swap)? = try await test.open().recover().first else {
            Issue.record("not undone")
            return
        }
        #expect(try await test.balance() == (64, 0))
        _ = try await test.open().send(21, .sat)
    }

    @Test("finds a received token whether request or answer was lost", arguments: [true, false])
    func receiveLost(_ isAnswer: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let token = try await TestWallet.funded(64, mint).1.send(21, .sat)
        let test = try await TestWallet(mint, seed: 2)
        let bob = try await test.open()
        mint.change { $0.accident = isAnswer ? .answerLost : .requestLost }
        await #expect(throws: WalletError.self) { try await bob.receive(token) }
        let again = try await test.open()
        #expect(try await again.recover().count == 1)
        #expect(try await test.balance() == (isAnswer ? 21 : 0, 0))
        if !isAnswer { _ = try await again.receive(token) }
        #expect(try await test.balance() == (21, 0))
    }

    @Test("has its coins free at once when the mint was not reached or refused")
    func certainlyNothing() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        for accident in [.unreachable, .refused(.keysetInactive), .refused(.proofsPending)] as [TestMint.Accident] {
            mint.change { $0.accident = accident }
            await #expect(throws: WalletError.self) { try await wallet.send(21, .sat) }
            #expect(try await test.balance() == (64, 0))
            #expect(try await wallet.recover().isEmpty)
        }
    }

    @Test("learns that another copy of it has spent its coins")
    func spentElsewhere() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let copy = try await TestWallet(mint)
        _ = try await copy.open().restore()
        _ = try await copy.open().send(21, .sat)
        await #expect(throws: WalletError.self) { try await wallet.send(32, .sat) }
        // Both made their outputs with the counters from 1 on: this one's two are the copy's first, of 1 sat each.
        #expect(try await test.balance() == (2, 0))
        #expect(try await wallet.recover().isEmpty)
        #expect(try await wallet.restore().map(\.amount) == [64])
        #expect(try await test.balance() == (64, 0))
    }

    @Test("gets the change of a melt whose answer was lost")
    func meltAnswerLost() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        mint.change { $0.accident = .answerLost }
        await #expect(throws: WalletError.self) { try await wallet.melt(quote) }
        #expect(try await test.balance().available < 64)
        guard case .completed(.melt, _)? = try await test.open().recover().first else {
            Issue.record("not recovered")
            return
        }
        #expect(try await test.balance() == (53, 0))
    }

    @Test("keeps the coins of a hanging payment locked until its end, be it good or bad", arguments: [true, false])
    func meltHangs(_ isPaid: Bool) async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.payment = .hangs }
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        await #expect { try await wallet.melt(quote) } throws: { error in
            guard case WalletError.pending = error else { return false }
            return true
        }
        guard case .pending(.melt)? = try await test.open().recover().first else {
            Issue.record("not pending")
            return
        }
        #expect(try await test.balance() == (0, 64))
        mint.endPayment(paidWithFee: isPaid ? 2 : nil)
        _ = try await test.open().recover()
        #expect(try await test.balance() == (isPaid ? 52 : 64, 0))
        #expect(try await test.open().recover().isEmpty)
    }

    @Test("leaves coins alone while the mint still works with them, whatever it says of the quote")
    func inputsPending() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.accident = .requestLost }
        await #expect(throws: WalletError.self) { try await wallet.send(21, .sat) }
        let operations = try await test.database.transaction { (transaction) throws(WalletError) in
            try transaction.operations(mint: wallet.mintID)
        }
        let points = try #require(operations.first).inputs.map(\.point)
        mint.change { $0.pending.formUnion(points) }
        guard case .pending(.swap)? = try await test.open().recover().first else {
            Issue.record("not pending")
            return
        }
        #expect(try await test.balance() == (0, 64))
        mint.change { $0.pending = [] }
        #expect(try await test.open().recover().count == 1)
        #expect(try await test.balance() == (64, 0))
    }

    @Test("has its coins back after a payment that failed, and may try again")
    func meltFails() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.payment = .fails }
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        await #expect(throws: WalletError.self) { try await wallet.melt(quote) }
        #expect(try await test.balance() == (64, 0))
        mint.change { $0.payment = .settles(fee: 0) }
        #expect(try await wallet.melt(quote).fee == 0)
        #expect(try await test.balance() == (54, 0))
    }

    @Test(
        "restores everything from its seed: minted, swapped, changed, but not spent",
        arguments: KeysetIDVersion.allCases)
    func restore(_ version: KeysetIDVersion) async throws {
        let mint = TestMint(try TestKeyset(version))
        let (_, wallet) = try await TestWallet.funded(64, mint)
        _ = try await TestWallet(mint, seed: 2).open().receive(try await wallet.send(21, .sat))
        _ = try await wallet.melt(try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat))
        let next = try TestKeyset(version, index: 2)
        mint.change { state in
            state.keysets[0].isActive = false
            state.keysets.append(next)
        }
        let fresh = try await TestWallet(mint)
        let restored = try await fresh.open().restore()
        #expect(restored.map(\.amount) == [32] && restored.map(\.unit) == [.sat])
        #expect(try await fresh.balance() == (32, 0))
        // The next output does not meet one of before.
        mint.change {
            $0.keysets[0].isActive = true
            $0.keysets[1].isActive = false
        }
        let token = try await fresh.open().send(9, .sat)
        #expect(token.amount == 9)
        #expect(try await fresh.open().restore().map(\.amount) == [32])
        #expect(try await fresh.balance() == (23, 0))
    }

    @Test("finds coins behind a gap of two empty batches, and stops after three")
    func gaps() async throws {
        let keyset = try TestKeyset()
        let mint = TestMint(keyset)
        let test = try await TestWallet(mint)
        let secrets = try DeterministicSecrets(seed: test.seed)
        for (counter, amount) in [(299, 4), (699, 8)] as [(UInt64, UInt64)] {
            let output = try secrets.output(keyset.id, counter: counter)
            let point = Blinding.blind(output.secret, output.r)
            let signature = keyset.sign(point, amount: amount)
            mint.change { $0.signed[point] = signature }
        }
        let wallet = try await test.open()
        #expect(try await wallet.restore(limit: 1).map(\.amount) == [4])
        #expect(try await wallet.keysets().map(\.nextCounter) == [300])
    }

    @Test("takes restored coins that are pending at the mint when the mint lets them go")
    func pendingRestored() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, wallet) = try await TestWallet.funded(64, mint)
        mint.change { $0.payment = .hangs }
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat)
        await #expect(throws: WalletError.self) { try await wallet.melt(quote) }
        let fresh = try await TestWallet(mint)
        _ = try await fresh.open().restore()
        #expect(try await fresh.balance() == (0, 64))
        mint.endPayment(paidWithFee: nil)
        _ = try await fresh.open().recover()
        #expect(try await fresh.balance() == (64, 0))
    }

    @Test("with a seed that was used before and not restored, loses nothing to repeated outputs")
    func repeatedCounters() async throws {
        let mint = TestMint(try TestKeyset())
        _ = try await TestWallet.funded(3, mint)
        let fresh = try await TestWallet(mint)
        let wallet = try await fresh.open()
        let quote = try await wallet.requestMint(3, .sat)
        await #expect { try await wallet.collect(quote.id) } throws: { error in
            guard case WalletError.mint(.refused(let refusal)) = error else { return false }
            return refusal.code == .outputsAlreadySigned
        }
        _ = try await fresh.open().recover()
        #expect(try await fresh.balance() == (3, 0), "the coins of before")
        #expect(try await wallet.collect(quote.id) == .minted(3))
        #expect(try await fresh.balance() == (6, 0))
    }
}
