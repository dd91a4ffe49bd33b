internal import CashuCrypto
internal import Logging

extension CoreLightningBackend {
    /// Without what they need these do nothing but say so.
    private static let harmlessWithoutParameters = [
        "invoice", "decode", "xpay", "pay", "offer", "fetchinvoice", "disableoffer", "wait",
    ]

    /// Moves no money and makes no invoice.
    package func health() async -> NodeHealth {
        var health = NodeHealth()
        do throws(CallFailure) {
            let info = try await client.getinfo()
            health.id = info.id
            health.alias = info.alias ?? ""
            health.version = info.version
            health.network = info.network
            health.isOnRightNetwork = info.network == configuration.networkName
            health.blockHeight = info.blockheight
            health.delay = info.delay
        } catch {
            health.problem = error.description
            if case .forbidden = error { health.forbiddenMethods.append("getinfo") }
            return health
        }
        await addBalances(to: &health)
        await addRights(to: &health)
        return health
    }

    private func addBalances(to health: inout NodeHealth) async {
        do throws(CallFailure) {
            let usable = try await client.listpeerchannels().channels.filter {
                $0.state == "CHANNELD_NORMAL" && $0.peer_connected == true
            }
            health.usableChannels = usable.count
            health.spendableMsat = Self.sum(usable.map { $0.spendable_msat?.value ?? 0 })
            health.receivableMsat = Self.sum(usable.map { $0.receivable_msat?.value ?? 0 })
        } catch {
            note(error, "listpeerchannels", in: &health)
        }
        do throws(CallFailure) {
            let funds = try await client.listfunds()
            // The money of a channel that is closed is among the outputs.
            let channels = funds.channels.filter { $0.state != "ONCHAIN" && $0.state != "CLOSED" }
            let outputs = funds.outputs.filter { $0.status != "spent" }
            health.ownedMsat = Self.sum(
                channels.map(\.our_amount_msat.value) + outputs.map(\.amount_msat.value))
        } catch {
            note(error, "listfunds", in: &health)
        }
    }

    private func addRights(to health: inout NodeHealth) async {
        let nobody = FixedBytes<32>()  // nobody can know its preimage
        do throws(CallFailure) {
            _ = try await client.listpays(nobody)
        } catch {
            note(error, "listpays", in: &health)
        }
        do throws(CallFailure) {
            _ = try await client.invoice(nobody)
        } catch {
            note(error, "listinvoices", in: &health)
        }
        do throws(CallFailure) {
            _ = try await client.waitanyinvoice(after: .max >> 1, seconds: 0)
        } catch {
            note(error, "waitanyinvoice", in: &health)
        }
        for method in Self.harmlessWithoutParameters {
            do throws(CallFailure) {
                let _: Anything = try await client.call(method, NoParameters())
            } catch {
                note(error, method, in: &health)
            }
        }
        // Either will do.
        if !health.unknownMethods.contains("xpay") { health.unknownMethods.removeAll { $0 == "pay" } }
    }

    private func note(_ failure: CallFailure, _ method: String, in health: inout NodeHealth) {
        switch failure {
        case .forbidden: health.forbiddenMethods.append(method)
        case .node(let error) where error.code == NodeError.Code.unknownMethod: health.unknownMethods.append(method)
        // That something is missing is what these answers should say.
        case .node: break
        case .notSent, .cut, .lost: health.problem = health.problem ?? "\(method): \(failure)"
        }
    }

    private static func sum(_ amounts: [UInt64]) -> UInt64 {
        amounts.reduce(0) { sum, amount in
            let (total, isOver) = sum.addingReportingOverflow(amount)
            return isOver ? .max : total
        }
    }
}

private struct Anything: Decodable, Sendable {}
