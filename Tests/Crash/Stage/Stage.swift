import Foundation
import ProcessTestSupport
import TestSupport

/// A mint and its signatory on files of their own, and what can be done to them.
final class Stage: @unchecked Sendable {  // a run drives it from one task
    let mint: MintProgram
    let store: BookStore
    let directory: TemporaryDirectory
    private let signatory: SignatoryProgram
    private let cluster: PostgresCluster?
    private let node: LightningNode?
    /// Of the money that came in and went out.
    let ledger: any LightningLedger

    private static let inputFeePPK: UInt64 = 100

    /// - Parameter cluster: with a database that is new.
    init(_ lightning: LightningKind, cluster: PostgresCluster?) async throws {
        self.cluster = cluster
        directory = try TemporaryDirectory()
        signatory = try await SignatoryProgram(in: directory, keysetVersion: "01", inputFeePPK: Self.inputFeePPK)
        var habits = MintProgram.Habits()
        // Of the invoices a third is paid at once, a third within a second, and a third never.
        habits.longestDelaySeconds = 2
        habits.mintQuoteSeconds = 2
        habits.meltWaitSeconds = 2
        let node = try LightningNode(lightning, in: directory)
        self.node = node
        try await node?.start()
        habits.lightning = node?.sections
        let file = directory.path(of: "mint.sqlite")
        if let cluster {
            let database = try await cluster.freshDatabase()
            store = .postgres(database)
            mint = try MintProgram(
                in: directory, socket: signatory.socket, store: .postgres(url: database.url), habits: habits)
        } else {
            store = .sqlite(path: file)
            mint = try MintProgram(
                in: directory, socket: signatory.socket, store: .sqlite(path: file), habits: habits)
        }
        ledger = lightning.ledger(path: node?.ledger ?? mint.ledger)
        try await signatory.start()
        try await mint.start()
    }

    /// kill -9.
    func strike(_ target: Target) async throws {
        switch target {
        case .mint: await mint.kill()
        case .signatory: await signatory.program?.kill()
        case .backend: try await cluster?.killBackend()
        case .postmaster: await cluster?.kill()
        case .node: await node?.kill()
        }
    }

    /// Starts again what does not start by itself, and waits until all serve.
    func recover(from target: Target) async throws {
        switch target {
        case .mint: try mint.launch()
        case .signatory: try signatory.launch()
        case .backend: break
        case .postmaster: try await cluster?.start()
        case .node: try await node?.start()
        }
        try await mint.ready()
        try require(mint.program?.isRunning == true, "mintd has ended: \(mint.program?.logText.suffix(2_000) ?? "")")
    }

    /// The mint again, with a clock that is ahead: what waits for a time to pass waits no longer.
    func restart(aheadSeconds: UInt64) async throws {
        await mint.kill()
        try mint.launch(environment: [
            "LD_PRELOAD": ChildProcess.product("liblate-clock.so"), "MINT_TEST_CLOCK_AHEAD": "\(aheadSeconds)",
        ])
        try await mint.ready()
    }

    /// Ends both, and copies all their files.
    func keep(in place: String, journal: String) async throws {
        await end()
        let copied = try await ChildProcess.run("/bin/cp", ["-a", directory.path, place])
        try require(copied.status == 0, copied.errors)
        try Data(journal.utf8).write(to: URL(fileURLWithPath: place + "/journal.txt"))
    }

    func end() async {
        await mint.kill()
        await signatory.program?.kill()
        await node?.kill()
    }
}
