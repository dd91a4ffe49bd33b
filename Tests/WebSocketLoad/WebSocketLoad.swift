import ArgumentParser
import Foundation
import ProcessTestSupport
import TestSupport

/// Many wallets that watch, and swaps that give them something to see: is every event told, once and in order?
@main
struct WebSocketLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "websocket-load",
        abstract: "NUT-17 under load: is an event lost, doubled or out of order, and what does a subscription take?",
        discussion: "Tests/websocket-load builds what is needed and runs this.")

    @Option(help: "Wallets, each with a WebSocket.")
    var clients = 1_000

    @Option(help: "Of each wallet: nine of ten to a proof, the others to a mint quote.")
    var subscriptions = 100

    @Option(help: "In a second, of two proofs each.")
    var swaps = 200

    @Option(help: "How long.")
    var seconds = 60

    func validate() throws {
        guard clients > 0, subscriptions > 1, swaps > 0, seconds > 0 else {
            throw ValidationError("numbers must be above zero, and a wallet has two subscriptions at least")
        }
    }

    func run() async throws {
        let plan = LoadPlan(clients: clients, subscriptions: subscriptions, swapsPerSecond: swaps, seconds: seconds)
        try plan.checkOpenFiles()
        let stage = try await Stage()
        let supply = try await Supply(plan, stage.mint.url)
        say("\(supply.proofs.count) proofs and \(supply.quotes.count) mint quotes are there")
        let observations = Observations(plan, supply)
        let memory = try stage.memory()
        let audience = try await Audience(plan, supply, observations, port: stage.mint.port)
        defer { audience.leave() }
        try await observations.wait(for: "the first word on each subscription") { $0.first == plan.watches }
        let watching = try stage.memory()
        say("\(plan.clients) wallets watch")
        let performance = try await Performance(plan, supply, port: stage.mint.port).run()
        try await observations.wait(for: "the last word on each subscription") { $0.last == plan.watches }
        // What is said after the last word is a fault, too.
        try await Task.sleep(for: .seconds(2))
        let report = Report(
            plan: plan, seen: observations.seen, performance: performance,
            memory: Report.Memory(before: memory, watching: watching, after: try stage.memory()))
        for line in report.lines { say(line) }
        guard report.faults.isEmpty else {
            for fault in report.faults { say("FAULT: \(fault)") }
            throw ExitCode.failure
        }
        say("nothing was lost, nothing came twice, out of order, or to the wrong wallet")
    }
}

/// Standard output, at once also when it is a file that somebody follows.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
