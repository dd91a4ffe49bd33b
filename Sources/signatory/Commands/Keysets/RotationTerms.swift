internal import ArgumentParser
internal import Cashu
internal import CashuCrypto
internal import FoundationEssentials
internal import SignatoryAPI
internal import SignatoryCore

/// What the new keyset is to be.
struct RotationTerms: ParsableArguments {
    @Option(help: "The unit, such as sat.")
    var unit: CurrencyUnit

    @Flag(help: "Make the first keyset of a unit, which cannot be taken back.")
    var newUnit = false

    @Option(help: "Fee for each input in thousandths of the unit.")
    var fee: UInt64?

    @Option(help: "Denominations, ascending, with commas: 1,2,4.")
    var amounts: AmountList?

    @Flag(help: "Accept --amounts without 1: sums that they do not make up cannot be paid out.")
    var allowPartial = false

    @Flag(help: "Accept a fee above 100 ppk that is more than ten times the old one.")
    var force = false

    @Option(help: "Denominations 1, 2, 4, … as many as this (1 to 63).")
    var maxOrder: Int?

    @Option(help: "Final expiry: a date (2030-01-31, UTC) or Unix seconds, a day to 100 years from now.")
    var expiry: Expiry?

    @Option(help: "Version of the id: 00 or 01. Default: that of the configuration.")
    var keysetVersion: KeysetIDVersion?

    @Option(
        help: """
            How long the old keyset still signs the change of melts under way: seconds, or a number with h or d, at \
            most 365d; 0 makes it inactive at once, and payments in flight lose their change.
            """)
    var drain = TimeSpan.standardDrain

    @Option(help: "Why; kept in the keys database and logged.")
    var reason = ""

    func validate() throws {
        if amounts != nil, maxOrder != nil { throw ValidationError("--amounts and --max-order exclude each other") }
        if let maxOrder, KeysetDefaults.powersOfTwo(maxOrder) == nil {
            throw ValidationError("--max-order is 1 to 63")
        }
        if let amounts, !amounts.amounts.contains(1), !allowPartial {
            throw ValidationError("--amounts lack 1, most sums cannot be made of them: add 1, or --allow-partial")
        }
        if drain.seconds > KeysetRotation.maximumDrainSeconds { throw ValidationError("--drain is at most 365d") }
        if let expiry, Double(expiry.unixSeconds) - Date().timeIntervalSince1970 > Self.maximumLifeSeconds {
            throw ValidationError("--expiry is more than 100 years away: Unix time in seconds is meant")
        }
        if reason.utf8.count > 200 { throw ValidationError("--reason has at most 200 bytes") }
    }

    /// 100 years. Milliseconds in place of seconds give more.
    private static let maximumLifeSeconds: Double = 100 * 365.25 * 86_400

    /// What may be a slip of the finger and could not be taken back.
    func check(against keysets: [Keyset]) throws(CommandFailure) {
        guard let last = keysets.last(where: { $0.unit == unit }) else {
            guard newUnit else {
                throw CommandFailure(.refused, "there is no keyset of unit \(unit): add --new-unit to make the first")
            }
            return
        }
        guard let fee, fee > 100, !force else { return }
        let (limit, overflows) = last.inputFeePPK.multipliedReportingOverflow(by: 10)
        guard overflows || fee <= limit else {
            throw CommandFailure(
                .refused, "a fee of \(fee) ppk is more than ten times the old one of \(last.inputFeePPK): add --force")
        }
    }

    /// - Parameter old: the active keyset of the unit.
    func rotation(
        after old: Keyset?, _ defaults: KeysetDefaults, expecting generation: UInt64, isDryRun: Bool,
        operationID: OperationID
    ) -> KeysetRotation {
        KeysetRotation(
            unit: unit, inputFeePPK: fee ?? old?.inputFeePPK ?? defaults.inputFeePPK,
            amounts: amounts?.amounts ?? maxOrder.flatMap { KeysetDefaults.powersOfTwo($0) } ?? [],
            finalExpiry: expiry?.unixSeconds, idVersion: keysetVersion ?? defaults.idVersion,
            drainSeconds: drain.seconds, expectedGeneration: generation, isDryRun: isDryRun, reason: reason,
            operationID: operationID)
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

extension OperationID: ExpressibleByArgument {
    /// 32 hex digits, with or without hyphens.
    package init?(argument: String) {
        guard let bytes = Hex.decode(argument.filter { $0 != "-" }, maximumBytes: 16) else { return nil }
        self.init(bytes)
    }
}

extension CurrencyUnit: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension KeysetIDVersion: ExpressibleByArgument {
    package init?(argument: String) { self.init(prefix: argument) }
    package static var allValueStrings: [String] { ["00", "01"] }
}
