internal import CashuCrypto
internal import Glibc
internal import Synchronization

extension StandInNode {
    private static let pauseMilliseconds = 50

    /// Acts as if there were others, until its task is cancelled. Of the own invoices a third is paid at once, a third
    /// after a second or two, and a third never; what is pending ends after a second or two, and half of it well. Which
    /// of these follows from the payment hash, so that it is the same after a restart.
    package func live() async {
        while !Task.isCancelled {
            payInvoices()
            endPayments()
            // A sleep that is cancelled ends the loop.
            try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
        }
    }

    private func payInvoices() {
        let now = now
        let due = state.withLock { state in
            state.invoices.filter { invoice in
                guard state.received[invoice.hash] == nil, invoice.expiresAt > now else { return false }
                return switch Self.lot(invoice.hash) % 3 {
                case 0: true
                case 1: invoice.expiresAt <= now + 1
                default: false
                }
            }
        }
        for invoice in due { _ = receive(invoice.text, amountMsat: invoice.amountMsat ?? 1_000) }
    }

    private func endPayments() {
        let now = now
        let due = state.withLock { state in
            Set(state.parts.filter { $0.status == .pending && $0.createdAt + 1 < now }.map(\.hash))
        }
        for hash in due.compactMap({ FixedBytes<32>(hex: $0) }) { end(hash, paid: hash.bytes[0] % 2 == 0) }
    }

    private static func lot(_ hash: String) -> UInt8 { FixedBytes<32>(hex: hash)?.bytes[0] ?? 0 }
}
