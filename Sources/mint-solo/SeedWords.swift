internal import CashuSecrets
internal import Glibc
internal import MintDaemon

/// The seed file of a development mint. `signatory` is stricter about who may read it.
enum SeedWords {
    /// 24 words of at most 8 letters need 215; the rest is for white space.
    private static let maximumBytes = 1_024

    static func read(_ path: String) throws(DaemonFailure) -> Seed {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DaemonFailure(exitCode: 66, "the seed file \(path) cannot be read: make one with 'signatory init'")
        }
        defer { close(descriptor) }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumBytes, alignment: 1)
        defer {
            unsafe explicit_bzero(memory.baseAddress!, maximumBytes)
            unsafe memory.deallocate()
        }
        // A file of one line is read whole or not at all.
        let count = unsafe Glibc.read(descriptor, memory.baseAddress!, maximumBytes)
        guard count > 0, count < maximumBytes else {
            throw DaemonFailure(exitCode: 78, "the seed file \(path) holds no 12 or 24 words")
        }
        do throws(MnemonicError) {
            let mnemonic = try unsafe Mnemonic(parsing: UnsafeRawBufferPointer(rebasing: memory[..<count]))
            return mnemonic.seed()
        } catch {
            throw DaemonFailure(exitCode: 78, "the seed file \(path) holds no words of BIP-39 that belong together")
        }
    }
}
