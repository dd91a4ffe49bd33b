internal import Glibc
internal import ManagementAPI

/// What commands print: answers on standard output, all else on standard error.
enum Output {
    static func lines(_ lines: [String]) { write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO) }
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    static func json(_ message: some Encodable) throws(CommandFailure) {
        do {
            lines([String(decoding: try ManagementCoding.encode(message, isPretty: true), as: UTF8.self)])
        } catch {
            throw CommandFailure(.software, "\(error)")
        }
    }

    /// Whom nobody reads needs no error: the exit status tells what was done.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
