internal import ArgumentParser

@main
struct WalletProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet",
        abstract: "A Cashu wallet.",
        discussion: """
            The first command makes the wallet: a directory with a database and twelve seed words, from which \
            everything can be restored.

            Exit status: 0 done; 1 refused by the mint or by the wallet's own checks; 64 wrong use; 69 the mint cannot \
            be reached; 75 not finished, try again.
            """,
        subcommands: [
            MintCommand.self, BalanceCommand.self, SendCommand.self, ReceiveCommand.self, MeltCommand.self,
            RequestCommand.self, PayRequestCommand.self, KeyCommand.self, PendingCommand.self, ReclaimCommand.self,
            RestoreCommand.self, KeysetsCommand.self, InfoCommand.self, DemoInvoiceCommand.self,
        ])

    // So that the options may also stand before the name of the command.
    @OptionGroup var options: WalletOptions
}
