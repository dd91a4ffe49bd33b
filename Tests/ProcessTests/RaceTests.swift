import Cashu
import Foundation
import ProcessTestSupport
import TestSupport
import Testing

/// Two mintd on one PostgreSQL database and one signatory, asked for the same thing at the same moment.
/// `MINT_TEST_ROUNDS` and `MINT_TEST_REQUESTS` say how often and how many times; the suite does 20 of 20.
@Suite("Two mintd on one database", .serialized)
struct RaceTests {
    private static func setting(_ name: String) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.map { max(2, $0) } ?? 20
    }

    private static let rounds = setting("MINT_TEST_ROUNDS")
    private static let requests = setting("MINT_TEST_REQUESTS")

    /// Every other connection leads to the second mint.
    private func volley(_ fleet: Fleet) throws -> Volley {
        try Volley(ports: (0..<Self.requests).map { fleet.mints[$0 % 2].port })
    }

    @Test("spend the same proofs once in each round, whichever of them is asked")
    func sameProofs() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let volley = try volley(fleet)
        let amounts: [UInt64] = [1, 2, 4, 8]
        var coins = try await purse.mint(amounts).map(Written.init(proof:))
        // Whoever loses has signed nothing, so the outputs are good for the next round. Two requests share each.
        var stock = try (0..<Self.requests / 2).map { _ in try amounts.map { try Written(output: purse.output($0)) } }
        var spent: [Proof] = []
        for round in 0..<Self.rounds {
            // In any order, so that it is the mint that avoids waiting in a circle.
            let bodies = (0..<Self.requests).map { place in
                Written.swap(coins.shuffled(), for: stock[place / 2 % stock.count].shuffled())
            }
            let answers = try await volley.post("/v1/swap", bodies)
            let winners = answers.indices.filter { answers[$0].status == 200 }
            // Two requests that were shuffled alike are one request, and have one answer.
            let isOne = winners.allSatisfy { winner in
                bodies[winner] == bodies[winners[0]] && answers[winner].body == answers[winners[0]].body
            }
            try #require(!winners.isEmpty && isOne, "round \(round): \(answers.map(\.status))")
            for answer in answers where answer.status != 200 {
                #expect(answer.status == 400 && [11001, 11002].contains(answer.code), "round \(round): \(answer)")
            }
            let won = winners[0] / 2 % stock.count
            spent = coins.map(\.value)
            coins = try purse.proofs(stock[won].map(\.value), answering: bodies[winners[0]], answers[winners[0]].body)
                .map(Written.init(proof:))
            stock[won] = try amounts.map { try Written(output: purse.output($0)) }
        }
        let other = try await Purse(fleet.second.url)
        #expect(try await other.states(spent).allSatisfy { $0 == "SPENT" })
        #expect(try await other.states(coins.map(\.value)).allSatisfy { $0 == "UNSPENT" })
        try await fleet.database.expectConserved(outstanding: amounts.reduce(0, +))
        try await fleet.expectNoDeadlock()
    }

    @Test("sign the same outputs once in each round, and give the proofs of the others back")
    func sameOutputs() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let volley = try volley(fleet)
        let other = try await Purse(fleet.second.url)
        var coins = try await purse.mint([UInt64](repeating: 2, count: Self.requests)).map(Written.init(proof:))
        for round in 0..<Self.rounds {
            let outputs = try [1, 1].map { try Written(output: purse.output($0)) }
            let bodies = coins.map { Written.swap([$0], for: outputs.shuffled()) }
            let answers = try await volley.post("/v1/swap", bodies)
            let winners = answers.indices.filter { answers[$0].status == 200 }
            try #require(winners.count == 1, "round \(round): \(answers.map(\.status))")
            for answer in answers where answer.status != 200 {
                #expect(answer.status == 400 && [11003, 11004].contains(answer.code), "round \(round): \(answer)")
            }
            let won = try purse.proofs(outputs.map(\.value), answering: bodies[winners[0]], answers[winners[0]].body)
            let states = try await other.states(coins.map(\.value))
            #expect(states.indices.filter { states[$0] != "UNSPENT" } == winners, "round \(round): \(states)")
            let renewed = try purse.output(2)
            let swapped = try await purse.swap(won, for: [renewed])
            try #require(swapped.status == 200)
            coins[winners[0]] = try Written(
                proof: purse.proofs([renewed], swapped.decoded(Purse.Signatures.self).signatures)[0])
        }
        try await fleet.database.expectConserved(outstanding: 2 * UInt64(Self.requests))
        try await fleet.expectNoDeadlock()
    }

    @Test("issue a paid quote once in each round")
    func sameQuote() async throws {
        let fleet = try await Fleet.started()
        let purse = try await Purse(fleet.first.url)
        let volley = try volley(fleet)
        var stock = try (0..<Self.requests).map { _ in try purse.output(8) }
        for round in 0..<Self.rounds {
            let quote = try await purse.paidQuote(8)
            let answers = try await volley.post(
                "/v1/mint/bolt11",
                stock.map { try JSONEncoder().encode(Purse.MintRequest(quote: quote, outputs: [$0.message])) })
            let winners = answers.indices.filter { answers[$0].status == 200 }
            try #require(winners.count == 1, "round \(round): \(answers.map(\.status))")
            for answer in answers where answer.status != 200 {
                #expect(answer.status == 400 && [20002, 20005].contains(answer.code), "round \(round): \(answer)")
            }
            stock[winners[0]] = try purse.output(8)
        }
        try await fleet.database.expectConserved(outstanding: 8 * UInt64(Self.rounds))
        try await fleet.expectNoDeadlock()
    }
}

/// Something with its JSON, which is made once and sent a hundred times.
private struct Written<Value: Sendable>: Sendable {
    let value: Value
    let json: String
}

extension Written<Proof> {
    init(proof: Proof) throws {
        self.init(value: proof, json: String(decoding: try JSONEncoder().encode(proof), as: UTF8.self))
    }

    static func swap(_ inputs: [Self], for outputs: [Written<Purse.Output>]) -> Data {
        let inputs = inputs.map(\.json).joined(separator: ",")
        let outputs = outputs.map(\.json).joined(separator: ",")
        return Data("{\"inputs\":[\(inputs)],\"outputs\":[\(outputs)]}".utf8)
    }
}

extension Written<Purse.Output> {
    init(output: Purse.Output) throws {
        self.init(value: output, json: String(decoding: try JSONEncoder().encode(output.message), as: UTF8.self))
    }
}

extension Purse {
    /// The proofs for those of `outputs` that the request names, in its order.
    fileprivate func proofs(_ outputs: [Output], answering request: Data, _ answer: Data) throws -> [Proof] {
        let points = try JSONDecoder().decode(Swap.self, from: request).outputs.map(\.point)
        let ordered = try points.map { point in try #require(outputs.first { $0.message.point == point }) }
        return try proofs(ordered, JSONDecoder().decode(Signatures.self, from: answer).signatures)
    }
}
