internal import CashuSecrets
internal import FoundationEssentials
internal import Glibc

/// What commands print: answers on standard output, all else on standard error.
enum Output {
    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }
    static func prompt(_ text: String) { write(text, to: STDERR_FILENO) }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The words go from locked memory to the descriptor; no copy is made of them here.
    static func words(_ mnemonic: borrowing Mnemonic) {
        unsafe mnemonic.withText { unsafe write($0, to: STDOUT_FILENO) }
        line("")
    }

    private static func write(_ text: String, to descriptor: Int32) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe write($0, to: descriptor) }
    }

    /// Whom nobody reads needs no error: the exit status tells what was done.
    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = unsafe Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}
