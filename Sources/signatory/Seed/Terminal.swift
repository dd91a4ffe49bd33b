internal import Glibc

/// Standard input, when somebody sits there.
enum Terminal {
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks on standard error, so that standard output stays what the command prints.
    static func confirms(_ question: String) -> Bool {
        Output.prompt("\(question) [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }

    /// Runs `body` while what is typed is not shown. Without a terminal it just runs.
    static func withoutEcho<R>(prompt: String, _ body: () -> R) -> R {
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
