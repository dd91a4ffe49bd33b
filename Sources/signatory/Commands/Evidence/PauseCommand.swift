internal import ArgumentParser
internal import SignatoryAPI
internal import SignatoryRPC

/// `signatory pause`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Signs nothing until `resume`, also over a restart.",
        discussion: """
            Verification and publications go on. Wallets are told to come back later; nothing is lost.

            Example:
              $ signatory pause --reason 'the mint host behaves strangely'
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(help: "Why; kept in the audit log, and told to the mint.")
    var reason: String

    func run() async throws { try await file.set(SigningPause(isPaused: true, reason: reason)) }
}

/// `signatory resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Signs again after `pause`.")

    @OptionGroup var file: ConfigurationOption

    @Option(help: "Why; kept in the audit log.")
    var reason: String

    func run() async throws { try await file.set(SigningPause(isPaused: false, reason: reason)) }
}

extension ConfigurationOption {
    fileprivate func set(_ pause: SigningPause) async throws {
        guard pause.reason.utf8.count <= 200 else {
            throw CommandFailure(.usage, "--reason has at most 200 bytes")
        }
        let administration = try await connect()
        defer { administration.close() }
        let status = try await administration.pause(pause)
        Output.line(status.isPaused ? "signing is paused" : "signing goes on")
    }
}
