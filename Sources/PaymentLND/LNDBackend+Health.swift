internal import CashuCrypto

extension LNDBackend {
    /// Asks for everything that can be asked without moving anything. Never throws: what is wrong is the answer.
    package func health() async -> LNDHealth {
        var health = LNDHealth()
        do throws(LNDFailure) {
            let info = try await client.get("/v1/getinfo", as: NodeInfo.self)
            health.rights.insert(.readInfo)
            note(info, in: &health)
        } catch {
            health.note(error, asking: .readInfo)
            // Without an answer to this there will be none to the rest.
            guard case .refused(let status) = error, status.isMissingRight else { return health }
        }
        await probe(&health)
        await weigh(&health)
        return health
    }

    private func note(_ info: NodeInfo, in health: inout LNDHealth) {
        health.node = LNDHealth.Node(
            identity: info.identity, version: info.version, networks: info.networks,
            isSyncedToChain: info.isSyncedToChain, isSyncedToGraph: info.isSyncedToGraph,
            blockHeight: info.blockHeight, activeChannels: info.activeChannels)
        if !configuration.network.isOne(of: info.networks) { health.problems.append(.otherNetwork(info.networks)) }
        if !info.isSyncedToChain { health.problems.append(.notSyncedToChain(block: info.blockHeight)) }
        if !info.isSyncedToGraph { health.problems.append(.notSyncedToGraph) }
        if info.activeChannels == 0 { health.problems.append(.noChannels) }
    }

    /// LND looks at the macaroon before it looks at the request. So the rights to write are tried with orders that no
    /// node can obey: an invoice over less than nothing, and a payment of a text that is no invoice.
    private func probe(_ health: inout LNDHealth) async {
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
        _ right: LNDRight, _ health: inout LNDHealth, _ call: (LNDClient) async throws(LNDFailure) -> Void
    ) async {
        do throws(LNDFailure) {
            try await call(client)
            health.rights.insert(right)
        } catch .refused(let status) where !status.isMissingRight && !status.isForeignMacaroon {
            health.rights.insert(right)
        } catch {
            health.note(error, asking: right)
        }
    }

    private func weigh(_ health: inout LNDHealth) async {
        do throws(LNDFailure) {
            let balance = try await client.get("/v1/balance/channels", as: ChannelBalance.self)
            health.balance = LNDHealth.Balance(
                localMsat: balance.local, remoteMsat: balance.remote, unsettledLocalMsat: balance.unsettledLocal,
                unsettledRemoteMsat: balance.unsettledRemote)
            if balance.local == 0 { health.problems.append(.nothingToSend) }
            if balance.remote == 0 { health.problems.append(.nothingToReceive) }
        } catch {
            health.note(error, asking: .readPayments)
        }
    }
}

/// An answer of which only the fact is wanted.
private struct Nothing: Decodable, Sendable {}

extension LNDHealth {
    fileprivate mutating func note(_ failure: LNDFailure, asking right: LNDRight) {
        let problem: LNDProblem =
            switch failure {
            case .unreachable(let reason), .interrupted(let reason), .unreadable(let reason): .unreachable(reason)
            case .untrusted(let reason): .untrusted(reason)
            case .refused(let status) where status.isMissingRight: .missingRight(right)
            case .refused(let status) where status.isForeignMacaroon: .foreignMacaroon(status.message)
            case .refused(let status): .notReady(status.message)
            }
        if !problems.contains(problem) { problems.append(problem) }
    }
}
