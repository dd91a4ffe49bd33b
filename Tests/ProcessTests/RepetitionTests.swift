import Cashu
import Foundation
import ProcessTestSupport
import TestSupport
import Testing

/// Answers that were lost, asked for again: here, there, and after everything was restarted.
@Suite("A client that is gone before it is answered", .serialized)
struct RepetitionTests {
    private let fleet: Fleet
    private let first: Purse
    private let second: Purse

    init() async throws {
        fleet = try await Fleet.started()
        first = try await Purse(fleet.first.url)
        second = try await Purse(fleet.second.url)
    }

    /// Everybody dies, and comes back.
    private func restart() async throws {
        for mint in fleet.mints { await mint.kill() }
        for mint in fleet.mints { try await mint.start() }
    }

    /// The same bytes from both processes, before and after a restart of both.
    private func expectOneAnswer(_ ask: (Purse) async throws -> HTTPAnswer) async throws -> Data {
        var bodies: [Data] = []
        for round in 0..<2 {
            if round == 1 { try await restart() }
            for purse in [first, second] {
                let answer = try await ask(purse)
                try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
                bodies.append(answer.body)
            }
        }
        #expect(Set(bodies).count == 1)
        return bodies[0]
    }

    @Test("gets the signatures of its swap from either mint, also after a restart of both")
    func swap() async throws {
        let proofs = try await first.mint([4, 4])
        let outputs = [try first.output(8)]
        let request = Purse.Swap(inputs: proofs, outputs: outputs.map(\.message))
        try HangUp.post("/v1/swap", request, port: fleet.first.port)
        try #require(try await eventually { try await second.states(proofs) == ["SPENT", "SPENT"] })
        let body = try await expectOneAnswer { try await $0.swap(proofs, for: outputs) }
        let signatures = try JSONDecoder().decode(Purse.Signatures.self, from: body).signatures
        #expect(try first.proofs(outputs, signatures).map(\.amount) == [8])
        try await fleet.database.expectConserved(outstanding: 8)
    }

    @Test("gets the signatures of its mint request")
    func mint() async throws {
        let outputs = [try first.output(8)]
        let request = Purse.MintRequest(quote: try await first.paidQuote(8), outputs: outputs.map(\.message))
        try HangUp.post("/v1/mint/bolt11", request, port: fleet.first.port)
        try #require(try await eventually { try await second.restore(outputs).signatures.count == 1 })
        _ = try await expectOneAnswer { try await $0.client.post("/v1/mint/bolt11", request) }
        try await fleet.database.expectConserved(outstanding: 8)
    }

    @Test("gets the preimage and the change of its melt")
    func melt() async throws {
        let quote = try await first.meltQuote(10, "fake:settle")
        let (proofs, blanks) = (try await first.mint([16]), try (0..<3).map { _ in try first.output(1) })
        let request = Purse.MeltRequest(
            quote: quote.quote, inputs: proofs, outputs: blanks.map(\.message))
        try HangUp.post("/v1/melt/bolt11", request, port: fleet.first.port)
        try #require(try await eventually { try await second.meltQuote(quote.quote).state == "PAID" })
        let body = try await expectOneAnswer { try await $0.melt(quote, proofs, blanks: blanks) }
        let change = try #require(try JSONDecoder().decode(Purse.MeltQuote.self, from: body).change)
        #expect(!change.isEmpty)
        try await fleet.database.expectConserved(outstanding: change.map(\.amount).reduce(0, +))
    }

    @Test("and twenty that ask both mints at once get one answer")
    func atOnce() async throws {
        let proofs = try await first.mint([8])
        let outputs = [try first.output(8)]
        let bodies = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for number in 0..<20 {
                let purse = number % 2 == 0 ? first : second
                group.addTask { try await purse.swap(proofs, for: outputs) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bodies.allSatisfy { $0.status == 200 })
        #expect(Set(bodies.map(\.body)).count == 1)
        try await fleet.database.expectConserved(outstanding: 8)
    }
}
