import Cashu
import CashuCrypto

/// What the processes of the mint do not own and cannot break: the time, the node that pays, and the wallets.
struct Surroundings: Sendable {
    let clock: ManualClock
    let node: any SweepNode
    let signatory: TestSignatory

    /// No rule of the mint waits longer.
    static let longWaitSeconds: UInt64 = 12_000

    /// - Parameter delay: seconds after which invoices of the mint are paid.
    init(_ kind: NodeKind, invoicesArePaidAfter delay: UInt64) async throws {
        clock = ManualClock()
        node = try await kind.start(clock, invoicesArePaidAfter: delay)
        signatory = try TestSignatory()
    }

    var keyset: Keyset { signatory.active }

    func outputs(_ amounts: UInt64...) -> [Output] { TestWallet.outputs(amounts, keyset.id) }
}
