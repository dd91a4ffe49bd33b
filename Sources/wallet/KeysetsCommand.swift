internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct KeysetsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "keysets", abstract: "Show the mint's keysets, and check that their keys have not changed.")

    @OptionGroup var options: WalletOptions

    private struct Answer: Encodable {
        let id: String
        let unit: String
        let active: Bool
        let inputFeePPK: UInt64
        let finalExpiry: UInt64?
        let nextCounter: UInt64
    }

    func run(_ session: Session) async throws(WalletError) {
        let wallet = try await session.wallet()
        try await wallet.verifyKeysets()
        let keysets = try await wallet.keysets()
        session.answer(
            keysets.map { keyset in
                "\(keyset.id) \(keyset.unit) \(keyset.isActive ? "active" : "inactive"), fee \(keyset.inputFeePPK)/1000"
            }.joined(separator: "\n"),
            keysets.map { keyset in
                Answer(
                    id: keyset.id.hex, unit: keyset.unit.name, active: keyset.isActive,
                    inputFeePPK: keyset.inputFeePPK, finalExpiry: keyset.finalExpiry,
                    nextCounter: keyset.nextCounter)
            })
    }
}
