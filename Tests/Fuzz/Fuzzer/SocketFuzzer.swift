import NIOCore

/// Fuzzes what the signatory's socket reads. Built by Tests/fuzz with libFuzzer, which chooses the inputs; without it,
/// the same inputs are read from the files of a corpus.
@main
struct SocketFuzzer {
    static func main() throws {
        #if FUZZING
            LibFuzzer.run()
        #else
            try Replay.run(CommandLine.arguments)
        #endif
    }
}
