import CoreLightningStandIn
import Foundation
import LNDStandIn
import Lightning
import ProcessTestSupport
import TestSupport
import Testing

@Suite("A mint on a node, from the first invoice to the first payment", .serialized)
struct NodeMintTests {
    @Test(
        "mints what is paid to it, melts through the node, and knows whether it has what it owes",
        arguments: DoctorScene.Kind.allCases)
    func story(kind: DoctorScene.Kind) async throws {
        let scene = try await DoctorScene(kind)
        try await scene.mint.start()
        let output = scene.directory.path(of: "minting.out")
        let minting = try ChildProcess(
            ChildProcess.product("wallet"), wallet(scene, "mint", "64"), output: output, errors: output)
        let invoice = try await invoice(of: scene)
        try await pay(invoice, scene)
        let ending = await minting.ending()
        #expect(ending == .exited(0), "\((try? String(contentsOfFile: output, encoding: .utf8)) ?? "")")
        try await melt(10, scene)
        let audit = try await scene.mint.control(["audit"])
        #expect(audit.status == 0, "\(audit.output)")

        let well = try await scene.examine()
        #expect(well.status == 0 && well.troubles.isEmpty, "\(well.lines)")
        #expect(well.lines.contains { $0.contains("solvency: the mint owes 5") }, "\(well.lines)")

        scene.coreLightning?.change { $0.spendableMsat = 0 }
        await scene.lnd?.update { $0.localMsat = 1_000 }
        let short = try await scene.examine()
        // The stand-in of Core Lightning has money on the chain.
        #expect(short.lines.contains { $0.hasPrefix(kind == .lnd ? "failed   solvency: " : "ok       solvency: ") })
    }

    private func wallet(_ scene: DoctorScene, _ arguments: String...) -> [String] {
        ["--mint", scene.mint.url, "--dir", scene.directory.path(of: "wallet")] + arguments
    }

    /// The one that the node made: it is in its ledger.
    private func invoice(of scene: DoctorScene) async throws -> Bolt11Invoice {
        let ledger = scene.directory.path(of: "ledger.jsonl")
        var found: String?
        _ = await eventually {
            let text = (try? String(contentsOfFile: ledger, encoding: .utf8)) ?? ""
            found = text.firstMatch(of: /lnbcrt[0-9a-z]{100,}/).map { String($0.output) }
            return found != nil
        }
        return try Bolt11Invoice(parsing: try #require(found, "the node made an invoice"))
    }

    private func pay(_ invoice: Bolt11Invoice, _ scene: DoctorScene) async throws {
        _ = scene.coreLightning?.receive(invoice.text, amountMsat: 64_000)
        try await scene.lnd?.receive(invoice.paymentHash)
    }

    private func melt(_ sat: UInt64, _ scene: DoctorScene) async throws {
        let now = UInt64(Date().timeIntervalSince1970)
        let invoice: Bolt11Invoice
        if scene.lnd == nil {
            invoice = try StandInPayee.invoice(
                .settle, amountMsat: sat * 1_000, network: .regtest, timestamp: now)
        } else {
            invoice = try ForeignInvoice(amountMsat: sat * 1_000, timestamp: now).invoice
        }
        let outcome = try await Pair.run("wallet", wallet(scene, "melt", invoice.text))
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
