import Cashu
import CashuCrypto
import Testing

@testable import WalletCore

@Suite("A token that the mint refuses")
struct RefusedTokenTests {
    /// A coin whose signature is another point, without the proof that would tell at once.
    private static func forged(_ token: Token) throws -> Token {
        let coin = try #require(token.coins.first)
        let forgery = Token.Coin(
            amount: coin.amount, keysetID: coin.keysetID, secret: coin.secret, signature: coin.signature.negated,
            link: nil)
        return Token(mint: token.mint, unit: token.unit, memo: nil, coins: [forgery])
    }

    private static func expectRefusal(
        _ code: NUTErrorCode, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        await #expect(sourceLocation: sourceLocation) { try await body() } throws: { error in
            guard case WalletError.mint(.refused(let refusal)) = error else { return false }
            return refusal.code == code
        }
    }

    @Test("leaves nothing behind that would spoil what the wallet itself has sent")
    func forged() async throws {
        let mint = TestMint(try TestKeyset())
        let forged = try Self.forged(try await TestWallet.funded(64, mint).1.send(16, .sat))
        let (test, bob) = try await TestWallet.funded(64, mint, seed: 2)
        _ = try await bob.send(21, .sat)
        await Self.expectRefusal(.proofVerificationFailed) { _ = try await bob.receive(forged) }
        #expect(try await bob.reclaim(.sat).amount == 21)
        #expect(try await test.balance() == (64, 0))
    }

    @Test("gives back what the wallet itself had sent, were it hidden among somebody else's coins")
    func ownAmongForeign() async throws {
        let mint = TestMint(try TestKeyset())
        let forged = try Self.forged(try await TestWallet.funded(64, mint).1.send(16, .sat))
        let (test, bob) = try await TestWallet.funded(64, mint, seed: 2)
        let sent = try await bob.send(21, .sat)
        let mixed = Token(mint: sent.mint, unit: .sat, memo: nil, coins: sent.coins + forged.coins)
        await Self.expectRefusal(.proofVerificationFailed) { _ = try await bob.receive(mixed) }
        #expect(try await bob.reclaim(.sat).amount == 21)
        #expect(try await test.balance() == (64, 0))
    }

    @Test("because of one spent coin does not leave its other coins among the wallet's own")
    func spentAndForged() async throws {
        let mint = TestMint(try TestKeyset())
        let alice = try await TestWallet.funded(64, mint).1
        let forged = try Self.forged(try await alice.send(16, .sat))
        let spent = try await alice.send(8, .sat)
        _ = try await alice.receive(spent)
        let (test, bob) = try await TestWallet.funded(64, mint, seed: 2)
        _ = try await bob.send(21, .sat)
        let mixed = Token(mint: spent.mint, unit: .sat, memo: nil, coins: spent.coins + forged.coins)
        await Self.expectRefusal(.proofsAlreadySpent) { _ = try await bob.receive(mixed) }
        #expect(try await bob.reclaim(.sat).amount == 21)
        #expect(try await test.balance() == (64, 0))
    }

    @Test("may be received once more when the refusal was not for good")
    func again() async throws {
        let mint = TestMint(try TestKeyset())
        let token = try await TestWallet.funded(64, mint).1.send(21, .sat)
        let test = try await TestWallet(mint, seed: 2)
        let bob = try await test.open()
        mint.change { $0.accident = .refused(.keysetInactive) }
        await Self.expectRefusal(.keysetInactive) { _ = try await bob.receive(token) }
        #expect(try await bob.receive(token).amount == 21)
        #expect(try await test.balance() == (21, 0))
    }

    @Test("after its first try was lost holds up neither the wallet's own coins nor good ones of other tokens")
    func lostBefore() async throws {
        let mint = TestMint(try TestKeyset())
        let alice = try await TestWallet.funded(64, mint).1
        let forged = try Self.forged(try await alice.send(16, .sat))
        let good = try await alice.send(8, .sat)
        let (test, bob) = try await TestWallet.funded(64, mint, seed: 2)
        _ = try await bob.send(21, .sat)
        for token in [forged, good] {
            mint.change { $0.accident = .requestLost }
            await #expect(throws: WalletError.self) { try await bob.receive(token) }
            _ = try await bob.recover()
        }
        #expect(try await bob.reclaim(.sat).amount == 29)
        #expect(try await bob.reclaim(.sat).amount == 0)
        #expect(try await test.balance() == (72, 0))
    }
}
