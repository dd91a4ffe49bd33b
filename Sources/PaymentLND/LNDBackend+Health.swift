internal import CashuCrypto
package import PaymentAPI

extension LNDBackend {
    package func health() async -> BackendHealth {
        var health = BackendHealth()
        do throws(LNDFailure) {
            note(try await client.get("/v1/getinfo", as: NodeInfo.self), in: &health)
        } catch {
            health.note(error, asking: .readInfo)
            // Without an answer to this there will be none to the rest.
            guard case .refused(let status) = error, status.isMissingRight else { return health }
        }
        await probe(&health)
        await weigh(&health)
        // Each kind in the order in which it was found.
        health.problems = health.problems.filter(\.isFatal) + health.problems.filter { !$0.isFatal }
        return health
    }

    private func note(_ info: NodeInfo, in health: inout BackendHealth) {
        health.node = BackendHealth.Node(
            identity: info.identity, alias: info.alias, version: info.version, networks: info.networks,
            blockHeight: info.blockHeight)
        if !configuration.network.isOne(of: info.networks) { health.problems.append(.otherNetwork(info.networks)) }
        if !info.isSyncedToChain { health.problems.append(.notSyncedToChain(block: info.blockHeight)) }
        if !info.isSyncedToGraph { health.problems.append(.notSyncedToGraph) }
        if info.activeChannels == 0 { health.problems.append(.noChannels) }
    }

    /// LND looks at the macaroon before it looks at the request. So the rights to write are tried with orders that no
    /// node can obey: an invoice over less than nothing, and a payment of a text that is no invoice.
    private func probe(_ health: inout BackendHealth) async {
        let hash = FixedBytes<32>.random()
        await probe(.readInvoices, &health) { client throws(LNDFailure) in
            _ = try await client.get("/v1/invoice/\(hash.hex)", as: Nothing.self)
        }
        await probe(.writeInvoices, &health) { client throws(LNDFailure) in
            _ = try await client.post("/v1/invoices", ["value_msat": "-1"], as: Nothing.self)
        }
        await probe(.readPayments, &health) { client throws(LNDFailure) in
            _ = try await client.get("/v1/payments?max_payments=1&reversed=true", as: Nothing.self)
        }
        await probe(.writePayments, &health) { client throws(LNDFailure) in
            let order = try client.request("/v2/router/send", posting: ["payment_request": "no invoice"])
            _ = try await client.stream(order, of: Nothing.self, within: client.patience) {
                (answer) throws(LNDFailure) in answer
            }
        }
    }

    private func probe(
        _ right: LNDRight, _ health: inout BackendHealth, _ call: (LNDClient) async throws(LNDFailure) -> Void
    ) async {
        do throws(LNDFailure) {
            try await call(client)
        } catch .refused(let status) where !status.isMissingRight && !status.isForeignMacaroon {
            // It may be asked: what was refused is only the order.
        } catch {
            health.note(error, asking: right)
        }
    }

    private func weigh(_ health: inout BackendHealth) async {
        do throws(LNDFailure) {
            let balance = try await funds()
            health.balance = balance
            if balance.sendableMsat == 0 { health.problems.append(.nothingToSend) }
            if balance.receivableMsat == 0 { health.problems.append(.nothingToReceive) }
        } catch {
            health.note(error, asking: .readPayments)
        }
    }
}

/// An answer of which only the fact is wanted.
private struct Nothing: Decodable, Sendable {}

extension BackendHealth {
    fileprivate mutating func note(_ failure: LNDFailure, asking right: LNDRight) {
        let problem = BackendProblem(failure, asking: right)
        if !problems.contains(problem) { problems.append(problem) }
    }
}
