import Cashu
import CashuCrypto
import Foundation
import ProcessTestSupport
import TestSupport
import Testing
import WebSocketTestSupport

@Suite("Two mintd, a wallet that watches at one of them", .serialized)
struct SubscriptionProcessTests {
    private struct Notification: Decodable {
        struct Parameters: Decodable {
            struct Payload: Decodable { let state: String }
            let payload: Payload
        }

        let params: Parameters
    }

    private func watch(_ mint: MintProgram, _ kind: String, _ filters: [String]) async throws -> TestWebSocket {
        let socket = try await TestWebSocket.connect(port: mint.port)
        let filters = filters.map { "\"\($0)\"" }.joined(separator: ",")
        try await socket.send(
            """
            {"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"kind":"\(kind)","subId":"s","filters":[\(filters)]}}
            """)
        #expect(try await socket.next().contains(#""status":"OK""#))
        return socket
    }

    /// The states that are told from now on, up to `last`.
    private func states(_ socket: TestWebSocket, to last: String) async throws -> [String] {
        var states: [String] = []
        while states.last != last {
            let text = try await socket.next()
            states.append(try JSONDecoder().decode(Notification.self, from: Data(text.utf8)).params.payload.state)
        }
        return states
    }

    @Test("hears what happens at the other: to a mint quote, to a melt quote, and to proofs")
    func elsewhere() async throws {
        let fleet = try await Fleet.started()
        let (here, there) = (try await Purse(fleet.first.url), try await Purse(fleet.second.url))
        let invoice = try await here.paidQuote(16)
        let mintQuote = try await watch(fleet.first, "bolt11_mint_quote", [invoice])
        #expect(try await states(mintQuote, to: "PAID") == ["PAID"])
        let outputs = [try there.output(16)]
        let minted = try await there.client.post(
            "/v1/mint/bolt11", Purse.MintRequest(quote: invoice, outputs: outputs.map(\.message)))
        #expect(minted.status == 200)
        #expect(try await states(mintQuote, to: "ISSUED") == ["ISSUED"])

        let coins = try there.proofs(outputs, minted.decoded(Purse.Signatures.self).signatures)
        let proofs = try await watch(fleet.first, "proof_state", coins.map { $0.secret.point.hex })
        #expect(try await states(proofs, to: "UNSPENT") == ["UNSPENT"])
        let parts = [try there.output(8), try there.output(8)]
        let swapped = try await there.swap(coins, for: parts)
        #expect(swapped.status == 200)
        let told = try await states(proofs, to: "SPENT")
        #expect(told == ["SPENT"] || told == ["PENDING", "SPENT"])

        let halves = try there.proofs(parts, swapped.decoded(Purse.Signatures.self).signatures)
        let quote = try await there.meltQuote(4, "fake:settle")
        let meltQuote = try await watch(fleet.first, "bolt11_melt_quote", [quote.quote])
        #expect(try await states(meltQuote, to: "UNPAID") == ["UNPAID"])
        let inputs = try await watch(fleet.first, "proof_state", [halves[0].secret.point.hex])
        #expect(try await states(inputs, to: "UNSPENT") == ["UNSPENT"])
        let melted = try await there.melt(quote, [halves[0]], blanks: [])
        #expect(try melted.decoded(Purse.MeltQuote.self).state == "PAID")
        let steps = try await states(meltQuote, to: "PAID")
        #expect(steps == ["PAID"] || steps == ["PENDING", "PAID"])
        let spent = try await states(inputs, to: "SPENT")
        #expect(spent == ["SPENT"] || spent == ["PENDING", "SPENT"])
    }

    @Test("is told of a proof that a dead one had in hand: PENDING, and UNSPENT once it was given back")
    func takenOver() async throws {
        let fleet = try await Fleet.started()
        let (here, there) = (try await Purse(fleet.first.url), try await Purse(fleet.second.url))
        let coins = try await here.mint([8])
        let proofs = try await watch(fleet.second, "proof_state", coins.map { $0.secret.point.hex })
        #expect(try await states(proofs, to: "UNSPENT") == ["UNSPENT"])
        fleet.gate.hold()
        let lost = Task { [outputs = [try here.output(8)]] in try? await here.swap(coins, for: outputs) }
        try #require(await eventually { fleet.gate.holdsRequest })
        #expect(try await states(proofs, to: "PENDING") == ["PENDING"])
        await fleet.first.kill()
        #expect(await lost.value == nil)
        #expect(try await states(proofs, to: "UNSPENT") == ["UNSPENT"])
        #expect(try await there.states(coins) == ["UNSPENT"])
    }
}
