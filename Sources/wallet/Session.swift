internal import ArgumentParser
internal import Cashu
internal import Foundation
internal import WalletCore

/// One command's run: the opened wallet, and where its answers go.
struct Session {
    let home: WalletHome
    let options: WalletOptions

    /// The wallet at the mint that was named, or at the only one it knows, after what earlier commands left unfinished.
    func wallet() async throws(WalletError) -> Wallet {
        if let url = options.mint { return try await wallet(at: url) }
        let known = try await home.store.mints()
        guard let only = known.first, known.count == 1 else { throw .noMint }
        return try await wallet(at: only)
    }

    func wallet(at url: MintURL) async throws(WalletError) -> Wallet {
        let wallet = try await home.wallet(at: url)
        for recovery in try await wallet.recover() { Self.note("\(recovery)") }
        return wallet
    }

    /// The answer, on the standard output stream.
    func answer(_ text: String, _ json: some Encodable) {
        print(options.json ? Self.json(json) : text)
    }

    /// Beside the answer, on the standard error stream.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data("wallet: \(text)\n".utf8))
    }

    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            preconditionFailure("answers are texts and numbers: \(error)")
        }
    }
}

/// A command with a wallet.
protocol SessionCommand: AsyncParsableCommand {
    var options: WalletOptions { get }
    func run(_ session: Session) async throws(WalletError)
}

extension SessionCommand {
    mutating func run() async throws {
        let directory = try options.walletDirectory
        do throws(WalletError) {
            let home = try await WalletHome(
                directory, importing: options.mnemonicFile, logger: .wallet(isVerbose: options.verbose))
            if home.isNew {
                Session.note("this is a new wallet; its seed words are in \(home.directory.seedFile.path)")
                Session.note("write them down: wallet info --words")
            }
            do throws(WalletError) {
                try await run(Session(home: home, options: options))
            } catch {
                await home.close()
                throw error
            }
            await home.close()
        } catch {
            Session.note("\(error)")
            throw error.exitCode
        }
    }
}
