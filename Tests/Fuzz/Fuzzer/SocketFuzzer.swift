import Glibc

/// Fuzzes what the signatory's socket reads. Built by Tests/fuzz with libFuzzer, which chooses the inputs; without it,
/// the same inputs are read from the files of a corpus.
///
/// It looks into SignatoryRPC as a test does, which release builds do not allow; there it is this file alone.
@main
struct SocketFuzzer {
    static func main() throws {
        #if !DEBUG
            print("socket-fuzzer is built for debugging: Tests/fuzz")
            exit(64)
        #elseif FUZZING
            LibFuzzer.run()
        #else
            try Replay.run(CommandLine.arguments)
        #endif
    }
}
