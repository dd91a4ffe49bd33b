internal import Glibc

/// Swift seeds its hash tables anew in each process, and with them the order of sets. A simulation must not depend on
/// that, so it starts itself again without.
enum DeterministicHashing {
    struct Failure: Error {
        let errno: Int32
    }

    private static let name = "SWIFT_DETERMINISTIC_HASHING"

    static func ensure() throws(Failure) {
        if unsafe getenv(name) != nil { return }
        // Only this thread runs yet, and nobody holds on to the environment.
        unsafe setenv(name, "1", 1)
        var arguments = unsafe CommandLine.arguments.map { unsafe strdup($0) } + [nil]
        unsafe execv("/proc/self/exe", &arguments)
        throw Failure(errno: errno)
    }
}
