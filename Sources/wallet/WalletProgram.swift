internal import ArgumentParser

@main
struct WalletProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet",
        abstract: "A Cashu wallet.",
        discussion: """
            The first command makes the wallet: a directory with a database and twelve seed words, from which \
            everything can be restored. Amounts and tokens are printed alone, or with --json as one JSON document; \
            what is said beside them goes to the standard error stream.

              wallet --mint http://127.0.0.1:3338 mint 64     get ecash: shows an invoice and waits until it is paid
              wallet send 21                                  make a token for somebody
              wallet receive cashuB…                          take one in
              wallet melt lnbc…                               pay an invoice
              wallet request 5                                ask for ecash; the payer says `wallet pay-request`
              wallet send 21 --p2pk KEY --locktime +86400     a token that only KEY's owner can use, for a day

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
