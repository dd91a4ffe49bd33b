internal import ArgumentParser
internal import Cashu
internal import Glibc
internal import WalletCore

/// What every command takes.
struct WalletOptions: ParsableArguments {
    @Option(help: "The mint's URL. May be left out once the wallet knows exactly one mint.")
    var mint: MintURL?

    @Option(name: .customLong("dir"), help: "The wallet's directory. (default: ~/.cashu-wallet)")
    var directory: String?

    @Option(help: "The unit of all amounts.")
    var unit: CurrencyUnit = .sat

    @Option(help: "Make the wallet from the 12 or 24 words in this file.")
    var mnemonicFile: String?

    @Flag(help: "Answer in JSON.")
    var json = false

    @Flag(help: "Log to the standard error stream.")
    var verbose = false

    var walletDirectory: WalletDirectory {
        get throws {
            if let directory { return WalletDirectory(directory) }
            guard let home = unsafe getenv("HOME"), case let path = unsafe String(cString: home), !path.isEmpty else {
                throw ValidationError("There is no HOME; name a directory with --dir.")
            }
            return WalletDirectory(path + "/.cashu-wallet")
        }
    }
}

extension MintURL: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension CurrencyUnit: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { name }
}
