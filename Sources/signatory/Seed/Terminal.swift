internal import CashuSecrets
internal import Glibc
internal import SignatoryCore

/// Standard input, when somebody sits there.
enum Terminal {
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks on standard error, so that standard output stays what the command prints.
    static func confirms(_ question: String) -> Bool {
        Output.prompt("\(question) [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }

    /// Reads the words of a seed: one line, not shown when somebody types it.
    static func mnemonic() throws(CommandFailure) -> Mnemonic {
        var words = SecretBuffer(capacity: SecretPlace.maximumBytes)
        let code = withoutEcho(prompt: "The words of the seed, on one line (not shown): ") {
            words.read(STDIN_FILENO, toEndOfLine: true)
        }
        guard code == 0 else { throw CommandFailure(.noInput, "standard input: \(systemMessage(code))") }
        do throws(SeedFileError) {
            return try StoredSeed.parse(words)
        } catch {
            throw CommandFailure(error, of: "standard input")
        }
    }

    /// Runs `body` while what is typed is not shown. Without a terminal it just runs.
    private static func withoutEcho<R>(prompt: String, _ body: () -> R) -> R {
        var settings = termios()
        guard isInteractive, unsafe tcgetattr(STDIN_FILENO, &settings) == 0 else { return body() }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        Output.prompt(prompt)
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Output.error("")
        }
        return body()
    }
}
