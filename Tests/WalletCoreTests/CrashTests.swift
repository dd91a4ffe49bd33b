import Cashu
import CashuSecrets
import Storage
import StorageSQLite
import Synchronization
import Testing

@testable import WalletCore

/// Lets the database fail once, at the statement or commit with a certain number, before or after it.
final class OneFault: FaultInjection {
    enum Moment: Sendable, CaseIterable { case before, after }

    struct Plan: Sendable {
        var number: Int
        let moment: Moment
        var struck = false
    }

    let plan = Mutex<Plan?>(nil)

    func arm(_ number: Int, _ moment: Moment) { plan.withLock { $0 = Plan(number: number, moment: moment) } }

    /// - Returns: whether the fault came.
    func disarm() -> Bool { plan.withLock { plan in plan.take()?.struck ?? false } }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) { try strike(.before, counts: true) }
    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) { try strike(.after, counts: false) }

    private func strike(_ moment: Moment, counts: Bool) throws(DatabaseError) {
        let strikes = plan.withLock { plan in
            guard var now = plan, !now.struck else { return false }
            if counts { now.number -= 1 }
            now.struck = now.number < 0 && now.moment == moment
            plan = now
            return now.struck
        }
        if strikes { throw DatabaseError(.storageFailure, "the disk is gone") }
    }
}

@Suite("Whatever write of the database fails")
struct CrashTests {
    private static func test(_ mint: TestMint, _ faults: OneFault) async throws -> TestWallet {
        var configuration = SQLiteConfiguration(.memory, logger: TestWallet.logger)
        configuration.faults = faults
        return try await TestWallet(mint, database: Database(try SQLiteEngine(configuration)))
    }

    /// Runs `command` on a wallet of 64 sat again and again, each time with the next statement failing, until it runs
    /// through; after each time the next command must find what is the wallet's.
    private static func sweep(
        _ moment: OneFault.Moment, _ command: (Wallet) async throws -> Void,
        _ check: (Wallet, TestMint) async throws -> Void
    ) async throws {
        for number in 0... {
            let mint = TestMint(try TestKeyset())
            let faults = OneFault()
            let test = try await test(mint, faults)
            let wallet = try await test.open()
            let quote = try await wallet.requestMint(64, .sat)
            _ = try await wallet.collect(quote.id)
            faults.arm(number, moment)
            let isDone: Bool
            do {
                try await command(wallet)
                isDone = true
            } catch is WalletError {
                isDone = false
            }
            let hasStruck = faults.disarm()
            #expect(isDone != hasStruck, "statement \(number)")
            guard hasStruck else {
                #expect(number > 10, "the sweep has swept")
                return
            }
            let next = try await test.open()
            _ = try await next.recover()
            try await check(next, mint)
            #expect(try await next.recover().isEmpty, "statement \(number)")
        }
    }

    @Test("while sending, no coin is lost", arguments: OneFault.Moment.allCases)
    func sending(_ moment: OneFault.Moment) async throws {
        try await Self.sweep(moment) { wallet in
            _ = try await wallet.send(21, .sat)
        } _: { wallet, _ in
            _ = try await wallet.reclaim(.sat)
            #expect(try await wallet.balance(.sat) == 64)
        }
    }

    @Test("while minting, everything that was paid is minted, once", arguments: OneFault.Moment.allCases)
    func minting(_ moment: OneFault.Moment) async throws {
        try await Self.sweep(moment) { wallet in
            let quote = try await wallet.requestMint(21, .sat)
            _ = try await wallet.collect(quote.id)
        } _: { wallet, mint in
            for quote in try await wallet.openQuotes() { _ = try await wallet.collect(quote.id) }
            let issued = mint.look { $0.mintQuotes.values.filter { $0.state == .issued }.map(\.amount).reduce(0, +) }
            #expect(try await wallet.balance(.sat) == issued)
        }
    }

    @Test("while paying, what the payment did not take is there", arguments: OneFault.Moment.allCases)
    func melting(_ moment: OneFault.Moment) async throws {
        let invoice = try TestMint.invoice(sats: 10)
        try await Self.sweep(moment) { wallet in
            _ = try await wallet.melt(try await wallet.requestMelt(invoice, .sat))
        } _: { wallet, mint in
            let isPaid = mint.look { $0.meltQuotes.values.contains { $0.state == .paid } }
            let balance = try await wallet.balance(.sat)
            #expect(balance == (isPaid ? 53 : 64))
        }
    }
}
