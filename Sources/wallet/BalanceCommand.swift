internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct BalanceCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance", abstract: "Show what the wallet has.",
        discussion: "Asks a mint only when an earlier command was interrupted.")

    @OptionGroup var options: WalletOptions

    private struct Answer: Encodable {
        let mint: String
        let unit: String
        let available: UInt64
        let pending: UInt64
    }

    func run(_ session: Session) async throws(WalletError) {
        for url in try await session.home.store.mintsWithOperations() {
            do throws(WalletError) {
                _ = try await session.wallet(at: url)
            } catch {
                Session.note("\(error)")
            }
        }
        let balances = try await session.home.store.balances().filter { options.mint == nil || $0.mint == options.mint }
        let isAlone = balances.count == 1
        let lines = balances.map { balance in
            "\(balance.available) \(balance.unit)" + (isAlone ? "" : " at \(balance.mint)")
                + (balance.pending == 0 ? "" : ", \(balance.pending) pending")
        }
        session.answer(
            lines.isEmpty ? "0 \(options.unit)" : lines.joined(separator: "\n"),
            balances.map { balance in
                Answer(
                    mint: balance.mint.text, unit: balance.unit.name, available: balance.available,
                    pending: balance.pending)
            })
    }
}
