import Cashu
import CashuCrypto
import Lightning
import PaymentFake

/// What the processes of the mint do not own and cannot break: the time, the payment backend and the wallets.
struct Surroundings: Sendable {
    let clock = ManualClock()
    let backend: FakeBackend
    let mail = LateMail()
    let signatory: TestSignatory

    /// No rule of the mint waits longer.
    static let longWaitSeconds: UInt64 = 10_000
    /// Of invoices whose payment is under way for longer than that.
    static let slow = "fake:hang=\(2 * longWaitSeconds)"
    /// Of invoices whose payment certainly fails, however often it is tried.
    static let hopeless: Set = ["fake:fail", "fake:unknown-then-failed"]

    /// - Parameter delay: seconds after which invoices of the mint are paid.
    init(invoicesArePaidAfter delay: UInt64) throws {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = delay
        configuration.maxDelaySeconds = delay
        backend = try FakeBackend(configuration, clock: clock)
        signatory = try TestSignatory()
    }

    var keyset: Keyset { signatory.active }

    func outputs(_ amounts: UInt64...) -> [Output] { TestWallet.outputs(amounts, keyset.id) }

    /// An invoice of somebody else. The description tells the backend what becomes of it.
    func invoice(_ description: String) throws -> Bolt11Invoice {
        try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: 10_000, paymentHash: .random(), paymentSecret: .random(),
                purpose: .description(description), timestamp: clock.now()),
            throwawayKey: FixedBytes<32> { _ in 0x42 })
    }
}
