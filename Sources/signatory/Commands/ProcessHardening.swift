internal import CProcess
internal import SignatoryCore

/// What a process does before it holds a secret.
enum ProcessHardening {
    /// Forbids core files and debuggers.
    static func denyDumps() throws(CommandFailure) {
        let status = mint_deny_dumps()
        guard status == 0 else {
            throw CommandFailure(.software, "core files cannot be forbidden: \(systemMessage(-status))")
        }
    }
}
