internal import Glibc

/// A program that fuzzes. Built by Tests/fuzz with libFuzzer, which chooses the inputs; without it, the same inputs are
/// read from the files of a corpus.
///
/// It looks into other modules as a test does, which release builds do not allow; there it is told so.
package enum Fuzzer {
    package static func main(_ subjects: [Subject]) throws {
        #if FUZZING
            LibFuzzer.run(subjects)
        #else
            try Replay.run(subjects, CommandLine.arguments)
        #endif
    }

    package static func refuse() -> Never {
        print("fuzzers are built for debugging: Tests/fuzz")
        exit(64)
    }
}
