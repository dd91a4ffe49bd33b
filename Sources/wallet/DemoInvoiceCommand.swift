internal import ArgumentParser
internal import WalletCore

/// Needs no wallet: somebody else's invoice.
struct DemoInvoiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-invoice",
        abstract: "Make an invoice for trying out `melt`.",
        discussion: """
            For a mint with the fake backend only: the node behind the invoice does not exist, and nobody can ever be \
            paid.
            """,
        shouldDisplay: false)

    @Argument(help: "How many sats.")
    var amount: UInt64

    @Option(help: "What it says it is for. The fake backend takes orders here, such as fake:fail.")
    var description = "a demonstration"

    @Flag(help: "Answer in JSON.")
    var json = false

    private struct Answer: Encodable { let request: String }

    func run() throws {
        do throws(WalletError) {
            let invoice = try DemoInvoice.make(sats: amount, description: description)
            print(json ? Session.json(Answer(request: invoice)) : invoice)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
