internal import ArgumentParser
internal import Cashu
internal import Glibc
internal import WalletCore

struct InfoCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show where the wallet is and which mints it knows.")

    @OptionGroup var options: WalletOptions

    @Flag(help: "Show the seed words. Whoever sees them can take everything.")
    var words = false

    private struct Answer: Encodable {
        let directory: String
        let seed: String
        let mints: [String]
    }

    func run(_ session: Session) async throws(WalletError) {
        if words { return try showWords(session.home.directory.seedFile) }
        let directory = session.home.directory
        let mints = try await session.home.store.mints().map(\.text)
        session.answer(
            (["wallet in \(directory.path)", "seed words in \(directory.seedFile.path)"]
                + mints.map { "mint \($0)" }).joined(separator: "\n"),
            Answer(directory: directory.path, seed: directory.seedFile.path, mints: mints))
    }

    /// From locked memory straight to the terminal; they never become a `String`.
    private func showWords(_ file: SeedFile) throws(WalletError) {
        do throws(SeedFileError) {
            guard try file.showWords(on: STDOUT_FILENO) else { throw .system("open", errno: ENOENT) }
        } catch {
            throw .seed(error)
        }
    }
}
