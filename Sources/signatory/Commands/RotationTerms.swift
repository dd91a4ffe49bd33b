internal import ArgumentParser
internal import Cashu
internal import FoundationEssentials
internal import SignatoryAPI
internal import SignatoryCore

/// What the new keyset is to be.
struct RotationTerms: ParsableArguments {
    @Option(help: "The unit, such as sat.")
    var unit: CurrencyUnit

    @Option(help: "Fee for each input in thousandths of the unit.")
    var fee: UInt64?

    @Option(help: "Denominations, ascending, with commas: 1,2,4.")
    var amounts: AmountList?

    @Option(help: "Denominations 1, 2, 4, … as many as this (1 to 63).")
    var maxOrder: Int?

    @Option(help: "Final expiry: a date (2030-01-31, UTC) or Unix seconds, more than a day from now.")
    var expiry: Expiry?

    @Option(help: "Version of the id: 00 or 01. Default: that of the configuration.")
    var keysetVersion: KeysetIDVersion?

    @Option(
        help: """
            How long the old keyset still signs the change of melts under way: seconds, or a number with h or d, at \
            most 365d; 0 makes it inactive at once, and payments in flight lose their change.
            """)
    var drain = DrainTime.standard

    @Option(help: "Why; kept in the keys database and logged.")
    var reason = ""

    func validate() throws {
        if amounts != nil, maxOrder != nil { throw ValidationError("--amounts and --max-order exclude each other") }
        if let maxOrder, KeysetDefaults.powersOfTwo(maxOrder) == nil {
            throw ValidationError("--max-order is 1 to 63")
        }
        if reason.utf8.count > 200 { throw ValidationError("--reason has at most 200 bytes") }
    }

    /// - Parameter old: the active keyset of the unit.
    func rotation(
        after old: Keyset?, _ defaults: KeysetDefaults, expecting generation: UInt64, isDryRun: Bool
    ) -> KeysetRotation {
        KeysetRotation(
            unit: unit, inputFeePPK: fee ?? old?.inputFeePPK ?? defaults.inputFeePPK,
            amounts: amounts?.amounts ?? maxOrder.flatMap { KeysetDefaults.powersOfTwo($0) } ?? [],
            finalExpiry: expiry?.unixSeconds, idVersion: keysetVersion ?? defaults.idVersion,
            drainSeconds: drain.seconds, expectedGeneration: generation, isDryRun: isDryRun, reason: reason)
    }
}

struct AmountList: ExpressibleByArgument {
    let amounts: [UInt64]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let amounts = parts.compactMap { UInt64($0) }
        guard amounts.count == parts.count else { return nil }
        self.amounts = amounts
    }
}

struct Expiry: ExpressibleByArgument {
    let unixSeconds: UInt64

    init?(argument: String) {
        if let seconds = UInt64(argument) {
            unixSeconds = seconds
            return
        }
        guard let date = try? Date(argument, strategy: .iso8601.year().month().day()),
            let seconds = UInt64(exactly: date.timeIntervalSince1970)
        else { return nil }
        unixSeconds = seconds
    }
}

extension CurrencyUnit: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension KeysetIDVersion: ExpressibleByArgument {
    package init?(argument: String) { self.init(prefix: argument) }
    package static var allValueStrings: [String] { ["00", "01"] }
}
