import Cashu
import Foundation
import ProcessTestSupport
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing

/// Rotations while wallets swap and melt, over two mints of one database and one signatory. `MINT_TEST_ROTATIONS` says how
/// many; the suite does 10.
@Suite("Rotations under load", .serialized)
struct RotationLoadTests {
    private static let rotations = Int(ProcessInfo.processInfo.environment["MINT_TEST_ROTATIONS"] ?? "") ?? 10

    /// What the wallets went through.
    private final class Toll: Sendable {
        private let counts = Mutex((done: 0, refused: 0))
        var done: Int { counts.withLock { $0.done } }

        /// Anything but success and 12002 is what must not be.
        func count(_ answer: HTTPAnswer) throws -> Bool {
            let isDone = answer.status == 200
            try require(isDone || (answer.status == 400 && answer.code == 12002), answer.text)
            counts.withLock { counts in
                if isDone { counts.done += 1 } else { counts.refused += 1 }
            }
            return isDone
        }
    }

    @Test("Who fails, fails with 12002; no change is lost; both mints follow; the ledgers are equal in the end")
    func underLoad() async throws {
        let fleet = try await Fleet.started()
        let (toll, isOver) = (Toll(), Flag())
        let outstanding = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for number in 0..<4 {
                let url = fleet.mints[number % 2].url
                group.addTask { try await swaps(url, toll, until: isOver) }
                group.addTask { try await melts(url, toll, until: isOver) }
            }
            group.addTask {
                for _ in 0..<Self.rotations { try await rotate(fleet) }
                isOver.raise()
                return 0
            }
            return try await group.reduce(0, +)
        }
        #expect(toll.done >= 8)
        try await fleet.database.expectConserved(outstanding: outstanding)
        let signed = try SQLiteBackup.read(
            fleet.directory.path(of: "keys.sqlite"), "SELECT sum(outputs) FROM issued")[0].integer(0)
        #expect(try await fleet.database.number("SELECT COUNT(*) FROM blind_signature") == signed)
        for mint in fleet.mints {
            let inactive = try await Purse.keysets(HTTPClient(mint.url)).inactive
            #expect(inactive.count == Self.rotations)
        }
    }

    private func rotate(_ fleet: Fleet) async throws {
        let made = try await fleet.signatory.administer(["keyset", "rotate", "--unit", "sat", "--yes", "--json"])
        #expect(made.status == 0, "\(made.errors)")
        struct Report: Decodable {
            struct Keyset: Decodable { let id: String }
            let keyset: Keyset
        }
        let id = try JSONDecoder().decode(Report.self, from: Data(made.output.utf8)).keyset.id
        for mint in fleet.mints {
            let client = HTTPClient(mint.url)
            #expect(try await eventually { try await Purse.keysets(client).active == [id] })
        }
    }

    /// - Returns: what the wallet has in the end.
    private func swaps(_ url: String, _ toll: Toll, until isOver: Flag) async throws -> UInt64 {
        var coins = try await funded(url, [8])
        while !isOver.isRaised {
            let purse = try await Purse(url)
            let outputs = try [4, 2, 1, 1].map { try purse.output($0) }
            let answer = try await purse.swap(coins, for: outputs)
            if try toll.count(answer) {
                coins = try purse.proofs(outputs, answer.decoded(Purse.Signatures.self).signatures)
            }
        }
        #expect(try await Purse(url).states(coins).allSatisfy { $0 == "UNSPENT" })
        return 8
    }

    /// Each payment is under way for a second, in which keysets are rotated.
    private func melts(_ url: String, _ toll: Toll, until isOver: Flag) async throws -> UInt64 {
        var kept: UInt64 = 0
        while !isOver.isRaised {
            let coins = try await funded(url, [32])
            let quote = try await Purse(url).meltQuote(10, "fake:hang=1")
            while true {
                let purse = try await Purse(url)
                let blanks = try (0..<6).map { _ in try purse.output(1) }
                let answer = try await purse.melt(quote, coins, blanks: blanks)
                guard try toll.count(answer) else { continue }
                let melted = try answer.decoded(Purse.MeltQuote.self)
                #expect(melted.state == "PAID")
                let change = melted.change ?? []
                #expect(change.map(\.amount).reduce(0, +) == 21, "change was lost, of 32 less 10 and 1 for the way")
                #expect(try purse.proofs(Array(blanks.prefix(change.count)), change).count == change.count)
                break
            }
            kept += 21
        }
        return kept
    }

    /// New money. The keyset may be rotated in the middle of it.
    private func funded(_ url: String, _ amounts: [UInt64]) async throws -> [Proof] {
        let quote = try await Purse(url).paidQuote(amounts.reduce(0, +))
        while true {
            let purse = try await Purse(url)
            let outputs = try amounts.map { try purse.output($0) }
            let answer = try await purse.client.post(
                "/v1/mint/bolt11", Purse.MintRequest(quote: quote, outputs: outputs.map(\.message)))
            if answer.status == 200 {
                return try purse.proofs(outputs, answer.decoded(Purse.Signatures.self).signatures)
            }
            try require(answer.code == 12002, answer.text)
        }
    }
}

/// Raised once.
private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isRaised: Bool { value.load(ordering: .acquiring) }
    func raise() { value.store(true, ordering: .releasing) }
}
