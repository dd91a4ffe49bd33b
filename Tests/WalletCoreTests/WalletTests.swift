import Cashu
import CashuCrypto
import CashuSecrets
import Testing

@testable import WalletCore

@Suite("A wallet")
struct WalletTests {
    @Test("mints, sends, receives, pays and keeps its books", arguments: KeysetIDVersion.allCases)
    func story(_ version: KeysetIDVersion) async throws {
        let mint = TestMint(try TestKeyset(version))
        let (_, alice) = try await TestWallet.funded(64, mint)
        let bob = try await TestWallet(mint, seed: 2).open()

        let token = try await alice.send(21, .sat, memo: "lunch")
        #expect(token.amount == 21 && token.memo == "lunch" && token.mint == TestWallet.url)
        #expect(try await alice.balance(.sat) == 43)
        let received = try await bob.receive(try Token(parsing: token.text))
        #expect(received == .init(amount: 21, fee: 0, unit: .sat))
        #expect(try await bob.balance(.sat) == 21)

        let quote = try await alice.requestMelt(try TestMint.invoice(sats: 10), .sat)
        #expect(quote.amount == 10 && quote.feeReserve == 4)
        let paid = try await alice.melt(quote)
        #expect(paid.amount == 10 && paid.fee == 1)
        #expect(try await alice.balance(.sat) == 32)
    }

    @Test("receives its own token")
    func ownToken() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let token = try await wallet.send(21, .sat)
        #expect(try await test.balance() == (43, 0))
        _ = try await wallet.receive(token)
        #expect(try await test.balance() == (64, 0))
        await #expect(throws: WalletError.self) { try await wallet.receive(token) }
        #expect(try await test.balance() == (64, 0))
    }

    @Test("hands over coins without asking the mint when they fit")
    func exactSend() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, wallet) = try await TestWallet.funded(63, mint)
        let token = try await wallet.send(33, .sat)
        #expect(token.coins.map(\.amount) == [32, 1])
        #expect(mint.look { $0.requests["swap"] } == nil)
        #expect(token.coins.allSatisfy { $0.link != nil })
    }

    @Test("asks for outputs in ascending order, whether they are kept or sent")
    func ascending() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, wallet) = try await TestWallet.funded(64, mint)
        _ = try await wallet.send(21, .sat)
        let amounts = mint.look { $0.lastSwap?.outputs.map(\.amount) } ?? []
        #expect(amounts == [1, 1, 2, 4, 8, 16, 32] || amounts == amounts.sorted())
        #expect(amounts.reduce(0, +) == 64 && amounts.count > 5)
    }

    @Test("pays the fees for inputs in swaps and melts")
    func inputFees() async throws {
        let mint = TestMint(try TestKeyset(inputFeePPK: 400))
        let (_, wallet) = try await TestWallet.funded(64, mint)
        let token = try await wallet.send(21, .sat)
        #expect(token.amount == 21)
        #expect(try await wallet.balance(.sat) == 42)
        let received = try await wallet.receive(token)
        // Three inputs at 0.4: 1.2, rounded up once.
        #expect(token.coins.count == 3 && received.amount == 19 && received.fee == 2)
        let before = try await wallet.balance(.sat)
        let paid = try await wallet.melt(try await wallet.requestMelt(try TestMint.invoice(sats: 10), .sat))
        #expect(try await wallet.balance(.sat) == before - 10 - paid.fee)
        #expect(paid.fee >= 2)
    }

    @Test("gets all change of a melt back, also when its coins were much too large")
    func largeChange() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, wallet) = try await TestWallet.funded(1 << 20, mint)
        let paid = try await wallet.melt(try await wallet.requestMelt(try TestMint.invoice(sats: 1), .sat))
        #expect(paid.fee == 1)
        #expect(try await wallet.balance(.sat) == 1 << 20 - 2)
        #expect(mint.look { $0.lastMelt?.outputs.count } == 20)
    }

    @Test("spends coins of a keyset that was rotated, and makes outputs only with the active one")
    func rotation() async throws {
        let mint = TestMint(try TestKeyset(index: 1))
        let (test, first) = try await TestWallet.funded(64, mint)
        let next = try TestKeyset(index: 2)
        mint.change { state in
            state.keysets[0].isActive = false
            state.keysets.append(next)
        }
        await #expect(throws: WalletError.self) { try await first.send(21, .sat) }
        let second = try await test.open()
        let token = try await second.send(21, .sat)
        #expect(token.coins.allSatisfy { $0.keysetID == .full(next.id) })
        #expect(try await second.balance(.sat) == 43)
    }

    @Test("makes no outputs with a keyset that the mint no longer lists")
    func unlistedKeyset() async throws {
        let mint = TestMint(try TestKeyset(index: 1))
        let (test, _) = try await TestWallet.funded(64, mint)
        let old = mint.look { $0.keysets }
        // Dearer to spend, so that it is chosen only when there is no other.
        let next = try TestKeyset(inputFeePPK: 1, index: 2)
        mint.change { $0.keysets = [next] }
        let wallet = try await test.open()
        #expect(try await wallet.keysets().map(\.isActive) == [false, true])
        let quote = try await wallet.requestMint(5, .sat)
        #expect(try await wallet.collect(quote.id) == .minted(5))
        #expect(try await wallet.keysets().map(\.nextCounter) == [1, 2])
        mint.change { $0.keysets = old + [next] }
        #expect(try await test.open().keysets().map(\.isActive) == [true, true])
    }

    @Test("makes no outputs with a keyset that has expired")
    func expiredKeyset() async throws {
        let mint = TestMint(try TestKeyset(finalExpiry: 1_000_000_000))
        let test = try await TestWallet(mint)
        let wallet = try await test.open()
        let quote = try await wallet.requestMint(5, .sat)
        await #expect { try await wallet.collect(quote.id) } throws: { error in
            guard case WalletError.noActiveKeyset(.sat) = error else { return false }
            return true
        }
        let next = try TestKeyset(inputFeePPK: 1, index: 2, finalExpiry: 4_000_000_000)
        mint.change { $0.keysets.append(next) }
        #expect(try await test.open().collect(quote.id) == .minted(5))
    }

    @Test("says what it lacks, and refuses amounts of nothing")
    func amounts() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(8, mint)
        await #expect { try await wallet.send(9, .sat) } throws: { error in
            guard case WalletError.insufficientFunds(available: 8, needed: 9) = error else { return false }
            return true
        }
        await #expect(throws: WalletError.self) { try await wallet.send(0, .sat) }
        await #expect(throws: WalletError.self) { try await wallet.requestMint(0, .sat) }
        await #expect(throws: WalletError.self) { try await wallet.requestMint(.max, .sat) }
        let quote = try await wallet.requestMelt(try TestMint.invoice(sats: 8), .sat)
        await #expect(throws: WalletError.self) { try await wallet.melt(quote) }
        #expect(try await test.balance() == (8, 0))
    }

    @Test("waits for an invoice to be paid, and mints a quote once")
    func unpaid() async throws {
        let mint = TestMint(try TestKeyset())
        mint.change { $0.paysItsInvoices = false }
        let wallet = try await TestWallet(mint).open()
        let quote = try await wallet.requestMint(5, .sat)
        #expect(try await wallet.collect(quote.id) == .unpaid)
        #expect(try await wallet.openQuotes() == [quote])
        mint.change { $0.mintQuotes[quote.id]?.state = .paid }
        #expect(try await wallet.collect(quote.id) == .minted(5))
        #expect(try await wallet.collect(quote.id) == .alreadyIssued)
        #expect(try await wallet.openQuotes().isEmpty)
        #expect(try await wallet.balance(.sat) == 5)
    }

    @Test("mints what was paid although the mint refuses or has forgotten another quote")
    func independentQuotes() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(1, mint)
        let quotes = [
            try await wallet.requestMint(2, .sat), try await wallet.requestMint(4, .sat),
            try await wallet.requestMint(8, .sat),
        ]
        let forgotten = quotes[0].id
        mint.change { state in
            state.mintQuotes[forgotten] = nil
            state.accident = .refused(.quoteExpired)
        }
        let results = try await wallet.collectOpenQuotes()
        #expect(results.map(\.0) == quotes)
        #expect(results.map { try? $0.1.get() } == [nil, nil, .minted(8)])
        #expect(try await wallet.collectOpenQuotes().map { try? $0.1.get() } == [nil, .minted(4)])
        #expect(try await test.balance() == (13, 0))
    }

    @Test("signs for its quotes as the newest and as the original text of NUT-20 wants, or not at all")
    func quoteSignatures() async throws {
        for (knowsNUT20, onlyOriginal) in [(true, false), (true, true), (false, false)] {
            let mint = TestMint(try TestKeyset())
            mint.change { state in
                state.knowsNUT20 = knowsNUT20
                state.knowsOnlyOriginalMessage = onlyOriginal
            }
            let (_, wallet) = try await TestWallet.funded(5, mint)
            let second = try await wallet.requestMint(5, .sat)
            #expect(try await wallet.collect(second.id) == .minted(5))
            let keys = mint.look { $0.mintQuotes.values.compactMap(\.publicKey) }
            #expect(Set(keys).count == (knowsNUT20 ? 2 : 0), "a key for each quote")
        }
    }

    @Test("takes back what nobody has received")
    func reclaim() async throws {
        let mint = TestMint(try TestKeyset())
        let (test, wallet) = try await TestWallet.funded(64, mint)
        let claimed = try await wallet.send(21, .sat)
        _ = try await wallet.send(9, .sat)
        _ = try await TestWallet(mint, seed: 2).open().receive(claimed)
        #expect(try await wallet.reclaim(.sat).amount == 9)
        #expect(try await wallet.reclaim(.sat).amount == 0)
        #expect(try await test.balance() == (43, 0))
    }

    @Test("refuses a token of another mint, of an unknown keyset, and one that was spent")
    func foreignTokens() async throws {
        let mint = TestMint(try TestKeyset())
        let (_, alice) = try await TestWallet.funded(64, mint)
        let token = try await alice.send(21, .sat)
        let test = try await TestWallet(mint, seed: 2)
        let bob = try await test.open()
        let elsewhere = Token(mint: "http://other.test", unit: .sat, memo: nil, coins: token.coins)
        await #expect(throws: WalletError.self) { try await bob.receive(elsewhere) }
        let stranger = try await TestWallet.funded(8, TestMint(try TestKeyset(index: 9))).1.send(8, .sat)
        await #expect(throws: WalletError.self) { try await bob.receive(stranger) }
        _ = try await alice.receive(token)
        await #expect { try await bob.receive(token) } throws: { error in
            guard case WalletError.mint(.refused(let refusal)) = error else { return false }
            return refusal.code == .proofsAlreadySpent
        }
        #expect(try await test.balance() == (0, 0))
    }

    @Test("never uses a counter twice, and derives what NUT-13 says", arguments: KeysetIDVersion.allCases)
    func counters(_ version: KeysetIDVersion) async throws {
        let keyset = try TestKeyset(version)
        let mint = TestMint(keyset)
        let (test, wallet) = try await TestWallet.funded(7, mint)
        mint.change { $0.accident = .refused(.quoteExpired) }
        await #expect(throws: WalletError.self) { try await wallet.receive(try await wallet.send(7, .sat)) }
        _ = try await wallet.reclaim(.sat)
        let secrets = try DeterministicSecrets(seed: test.seed)
        let signed = mint.look { Set($0.signed.keys) }
        // Three coins of 1, 2, 4 were minted; three more outputs were refused; the last three were signed.
        for counter in [0, 1, 2, 6, 7, 8] as [UInt64] {
            let output = try secrets.output(keyset.id, counter: counter)
            #expect(signed.contains(Blinding.blind(output.secret, output.r)), "\(counter)")
        }
        #expect(signed.count == 6)
        #expect(try await wallet.keysets().map(\.nextCounter) == [9])
    }

    @Test("opens its database only with its own seed")
    func otherSeed() async throws {
        let test = try await TestWallet(TestMint(try TestKeyset()))
        let other = unsafe [UInt8](repeating: 9, count: 64).withUnsafeBytes { unsafe Seed(bytes: $0) }
        await #expect { try await WalletStore(test.database, seed: other) } throws: { error in
            guard case WalletError.otherSeed = error else { return false }
            return true
        }
        _ = try await WalletStore(test.database, seed: test.seed)
    }

    @Test("knows the mints it has used and its balance at each")
    func balances() async throws {
        let (test, _) = try await TestWallet.funded(5, TestMint(try TestKeyset()))
        #expect(try await test.store.mints().map(\.text) == [TestWallet.url])
        #expect(try await test.store.balances().map(\.available) == [5])
    }
}
