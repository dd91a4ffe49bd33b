package import Cashu
package import CashuCrypto
package import Lightning

/// How the fake behaves. The first five settings are those of CDK's `[fake_wallet]`, named in the comments.
package struct FakeBackendConfiguration: Sendable {
    /// `supported_units`, with what each is worth for ever. The fake itself only ever counts millisatoshis.
    package var rates: [CurrencyUnit: UnitRate] = [.sat: .sat]
    /// `fee_percent`, which despite its name is a fraction: 0.02 there is 20 000 here.
    package var feePartsPerMillion: UInt64 = 20_000
    /// `reserve_fee_min`, there in whole units: 1 sat there is 1 000 here.
    package var reserveFeeMinMsat: UInt64 = 1_000
    /// `min_delay_time`: an invoice pays itself after this many seconds at least, counted from its timestamp and so up
    /// to a second sooner. At 0 it is paid as soon as it exists.
    package var minDelaySeconds: UInt64 = 1
    /// `max_delay_time`: which delay between the two an invoice gets is drawn from its payment hash.
    package var maxDelaySeconds: UInt64 = 1

    /// Whether it pays parts of invoices. Nobody pays the rest, and nobody minds.
    package var paysParts = true
    /// Whether it makes and pays offers.
    package var offers = true
    /// What an outgoing payment costs, unless the mint allows less: then nothing.
    package var paymentFeeMsat: UInt64 = 1_000
    /// What becomes of outgoing payments whose invoice does not say it itself.
    package var script: FakePaymentScript = .settle
    /// Where the fake remembers, so that it answers after a restart, even a `kill -9`, as before. `nil`: nowhere.
    package var stateFile: String?
    /// The node's key. `nil`: the one in the state file, else a new one.
    package var throwawayKey: FixedBytes<32>?
    /// Wallets want invoices they can parse, and look at no further.
    package var network: LightningNetwork = .bitcoin

    package init() {}

    /// Delays beyond a year are mistakes.
    static let maximumDelaySeconds: UInt64 = 31_536_000
}
