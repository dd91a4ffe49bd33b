internal import ArgumentParser
internal import CashuCrypto
internal import FoundationEssentials
internal import SignatoryAPI
internal import SignatoryRPC

/// `signatory audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Shows and verifies the log of what was done and refused.",
        discussion: """
            Every start, every administrative act, refusals by their number, and once a minute what was signed until \
            then. Each line carries a code over itself and the one before, with a key that only the seed gives.

            Examples:
              $ signatory audit show
              $ signatory audit show --after 1200 --json | jq -r '.kind + " " + .detail'
              $ signatory audit verify
            """,
        subcommands: [Show.self, Verify.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints the log, the oldest line first.")

        @OptionGroup var file: ConfigurationOption

        @Option(help: "Only lines after this number.")
        var after: UInt64 = 0

        @Flag(help: "Print one JSON object a line.")
        var json = false

        func run() async throws {
            let reading = AuditReading(file: file)
            let isIntact = try await reading.pages(after: after) { page in
                for entry in page.entries { try AuditLine(entry).show(json: json) }
            }
            guard isIntact else { throw AuditReading.altered }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Verifies every line of the log; ends with 4 when one was altered.",
            discussion: """
                The running signatory computes the codes. `signatory verify` does the same without it, with the seed.
                Keep the last number elsewhere: a log that was cut at its end is found out by it, as the mint does.
                """)

        @OptionGroup var file: ConfigurationOption

        func run() async throws {
            var last: AuditEntry?
            let isIntact = try await AuditReading(file: file).pages(after: 0) { last = $0.entries.last ?? last }
            guard isIntact else { throw AuditReading.altered }
            Output.line("\(last?.number ?? 0) lines, none altered; the code of the last one: \(last?.code.hex ?? "-")")
        }
    }
}

/// Reads the log of the running signatory.
struct AuditReading {
    let file: ConfigurationOption

    static let altered = CommandFailure(.alteredDatabase, "the audit log was altered: stop the signatory, and find out why")

    /// - Returns: whether every line follows from the one before.
    func pages(after number: UInt64, _ body: (AuditPage) throws -> Void) async throws -> Bool {
        let administration = try await file.connect()
        defer { administration.close() }
        var number = number
        while true {
            let page = try await administration.audit(after: number)
            try body(page)
            guard page.isIntact else { return false }
            guard let last = page.entries.last, last.number < page.lastNumber else { return true }
            number = last.number
        }
    }
}

/// One line of the log, as it is printed.
struct AuditLine: Encodable {
    let number: UInt64
    let at: UInt64
    let actor: String
    let kind: String
    let detail: String
    let code: String

    init(_ entry: AuditEntry) {
        number = entry.number
        at = entry.at
        actor = entry.actor
        kind = entry.kind
        detail = entry.detail
        code = entry.code.hex
    }

    func show(json: Bool) throws {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Output.line(String(decoding: try encoder.encode(self), as: UTF8.self))
        }
        let time = Date(timeIntervalSince1970: Double(at)).formatted(.iso8601)
        Output.line("\(number)  \(time)  \(actor)  \(kind)  \(detail)")
    }
}
