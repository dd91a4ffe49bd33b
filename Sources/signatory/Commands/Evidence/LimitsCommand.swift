internal import ArgumentParser
internal import Cashu
internal import SignatoryAPI
internal import SignatoryRPC

/// `signatory limits`.
struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Bounds what may be signed within a time.",
        discussion: """
            A limit on all purposes bounds what a mint that was broken into can make up; honest swaps count for it, so \
            it must be wide. A limit on minting is an early alarm, since the purpose is what the mint says it is. What \
            is over a limit is refused, and written into the audit log; wallets are told to come back later.

            Examples:
              $ signatory limits list
              $ signatory limits set --unit sat --per 24h --max-amount 50000000
              $ signatory limits set --unit sat --purpose mint --per 1h --max-amount 1000000 --reason 'launch week'
              $ signatory limits remove --unit sat --purpose mint --per 1h
            """,
        subcommands: [List.self, Set.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the limits, and how much of each is used.")

        @OptionGroup var file: ConfigurationOption

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let administration = try await file.connect()
            defer { administration.close() }
            try LimitReport.show(try await administration.limits(), json: json)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Sets a limit, in place of the one of the same unit, purpose and time.")

        @OptionGroup var scope: LimitScope

        @Option(help: "The most that may be signed, in the unit.")
        var maxAmount: UInt64?

        @Option(help: "The most outputs that may be signed.")
        var maxOutputs: UInt64?

        func validate() throws {
            if maxAmount == nil, maxOutputs == nil {
                throw ValidationError("say --max-amount or --max-outputs, or both")
            }
        }

        func run() async throws { try await scope.set(amount: maxAmount, outputs: maxOutputs) }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "remove", abstract: "Takes a limit away.")

        @OptionGroup var scope: LimitScope

        func run() async throws { try await scope.set(amount: nil, outputs: nil) }
    }
}

/// Which limit is meant.
struct LimitScope: ParsableArguments {
    @OptionGroup var file: ConfigurationOption

    @Option(help: "The unit, such as sat.")
    var unit: CurrencyUnit

    @Option(help: "For what: all, mint, swap, melt-change or auth.")
    var purpose = LimitPurpose.all

    @Option(help: "Within which time: seconds, or a number with h or d; ever for no end of it.")
    var per: LimitTime

    @Option(help: "Why; kept in the audit log.")
    var reason = ""

    @Flag(help: "Print JSON.")
    var json = false

    func set(amount: UInt64?, outputs: UInt64?) async throws {
        let administration = try await file.connect()
        defer { administration.close() }
        let limit = SigningLimit(
            unit: unit, purpose: purpose.purpose, intervalSeconds: per.seconds, maximumAmount: amount,
            maximumOutputs: outputs)
        try LimitReport.show(try await administration.setLimit(limit, reason: reason), json: json)
    }
}

enum LimitPurpose: String, ExpressibleByArgument, CaseIterable {
    case all, mint, swap, auth
    case meltChange = "melt-change"

    init(_ purpose: SigningPurpose?) {
        self =
            switch purpose {
            case nil: .all
            case .mint: .mint
            case .swap: .swap
            case .meltChange: .meltChange
            case .auth: .auth
            }
    }

    var purpose: SigningPurpose? {
        switch self {
        case .all: nil
        case .mint: .mint
        case .swap: .swap
        case .meltChange: .meltChange
        case .auth: .auth
        }
    }
}

struct LimitTime: ExpressibleByArgument {
    let seconds: UInt32

    init?(argument: String) {
        if argument == "ever" {
            seconds = 0
            return
        }
        guard let span = TimeSpan(argument: argument), (1...UInt64(SigningLimit.maximumIntervalSeconds)).contains(span.seconds)
        else { return nil }
        seconds = UInt32(span.seconds)
    }
}
