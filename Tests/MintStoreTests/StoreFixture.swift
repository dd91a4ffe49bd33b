import Cashu
import CashuCrypto
import Logging
import MintStore
import Storage
import StorageSQLite
import TestSupport

/// A new database file with the tables of the mint.
struct StoreFixture {
    let directory: TemporaryDirectory
    let database: Database

    static let keyset = KeysetID.version1(FixedBytes { $0 == 0 ? 0 : 7 })

    init() async throws {
        directory = try TemporaryDirectory()
        let logger = Logger(label: "mint-store-tests") { _ in SwiftLogNoOpLogHandler() }
        database = Database(
            try SQLiteEngine(SQLiteConfiguration(.file(directory.path(of: "mint.sqlite")), logger: logger)))
        try await MintSchema.migrations.apply(to: database)
    }

    /// What the store answered.
    func write<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(StoreError) -> R
    ) async throws -> Result<R, StoreError> {
        do throws(TransactionError<StoreError>) {
            return .success(try await database.write(.synced, body))
        } catch {
            guard case .body(let error) = error else { throw error }
            return .failure(error)
        }
    }

    func read<R: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws(StoreError) -> R
    ) async throws -> R {
        try await database.read(body)
    }

    static func input(_ amount: UInt64 = 8) -> MintInput {
        guard let secret = Secret(FixedBytes<32>.random().hex) else { preconditionFailure("64 digits") }
        let proof = Proof(
            amount: amount, keysetID: keyset, secret: secret, signature: secret.point, witness: "witness")
        return MintInput(proof: proof, y: secret.point)
    }

    static func point() -> PublicKey { input().y }

    static func output(_ amount: UInt64 = 8) -> BlindedMessage {
        BlindedMessage(amount: amount, keysetID: keyset, point: point())
    }

    static func signed(_ output: BlindedMessage) -> SignedOutput {
        SignedOutput(
            blinded: output.point, keysetID: output.keysetID, amount: output.amount, signature: point(),
            proof: DLEQProof(e: .random(), s: .random()))
    }

    static func mintQuote(_ id: String, expiry: UInt64 = 100) -> MintQuote {
        MintQuote(
            id: id, unit: .sat, amount: 8, request: "lnbc", paymentHash: .random(), description: "for \(id)",
            publicKey: point(), expiry: expiry, createdAt: 1)
    }

    static func meltQuote(_ id: String, hash: FixedBytes<32> = .random()) -> MeltQuote {
        MeltQuote(
            id: id, unit: .sat, amount: 8, amountMsat: 7_500, feeReserve: 2, request: "lnbc", paymentHash: hash,
            expiry: 100, createdAt: 1)
    }
}

extension Result where Failure == StoreError {
    /// The number of the refusal.
    var refusal: NUTErrorCode? {
        guard case .failure(.refused(let error)) = self else { return nil }
        return error.code
    }

    var isConflict: Bool {
        if case .failure(.conflict) = self { true } else { false }
    }

    var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
