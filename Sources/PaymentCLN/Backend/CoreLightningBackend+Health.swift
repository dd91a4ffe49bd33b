internal import CashuCrypto
package import PaymentAPI

extension CoreLightningBackend {
    /// Moves no money and makes no invoice.
    package func health() async -> BackendHealth {
        let info: NodeInfo
        do throws(CallFailure) {
            info = try await client.getinfo()
        } catch {
            return BackendHealth(problems: [problem(error, asking: .getinfo)])
        }
        var health = BackendHealth(
            node: BackendHealth.Node(
                identity: info.id, alias: info.alias ?? "", version: info.version, networks: [info.network],
                blockHeight: info.blockheight))
        var findings = MethodFindings()
        health.problems += problems(of: info)
        await weigh(&health, &findings)
        await tryMethods(&findings)
        health.problems += problems(of: findings)
        // The worst first, and else in the order in which they were found.
        health.problems = health.problems.filter(\.isFatal) + health.problems.filter { !$0.isFatal }
        return health
    }

    private func weigh(_ health: inout BackendHealth, _ findings: inout MethodFindings) async {
        let channels: [PeerChannels.Channel]
        do throws(CallFailure) {
            channels = try await client.listpeerchannels().channels
        } catch {
            return findings.note(error, .listpeerchannels)
        }
        var outputs: [NodeFunds.Output] = []
        do throws(CallFailure) {
            outputs = try await client.listfunds().outputs
        } catch {
            findings.note(error, .listfunds)
        }
        let balance = BackendBalance(channels: channels, outputs: outputs)
        health.balance = balance
        health.problems += problems(of: balance, usableChannels: channels.count(where: \.isUsable))
    }

    /// Without what they need most methods do nothing but say so.
    private func tryMethods(_ findings: inout MethodFindings) async {
        let nobody = FixedBytes<32>()  // nobody can know its preimage
        for method in NodeMethod.allCases {
            do throws(CallFailure) {
                switch method {
                case .getinfo, .listpeerchannels, .listfunds: break  // known by now
                case .listpays: _ = try await client.listpays(nobody)
                case .listinvoices: _ = try await client.invoice(nobody)
                case .waitanyinvoice: _ = try await client.waitanyinvoice(after: .max >> 1, seconds: 0)
                case .invoice, .wait, .xpay, .pay, .decode, .offer, .fetchinvoice:
                    let _: Anything = try await client.call(method.rawValue, NoParameters())
                }
            } catch {
                findings.note(error, method)
            }
        }
    }
}

private struct Anything: Decodable, Sendable {}
