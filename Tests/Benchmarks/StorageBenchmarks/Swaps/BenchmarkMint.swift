internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import Lightning
internal import MintCore
internal import MintStore
internal import PaymentFake
internal import SignatoryAPI
internal import SignatoryCore
internal import Storage

/// A mint with its keys in memory and a wallet beside it that blinds with zero: the signature on an output is at once
/// that of the proof.
struct BenchmarkMint: Sendable {
    let mint: Mint
    private let signatory: EmbeddedSignatory
    let keyset: KeysetID

    /// - Parameter seed: the same for each mint on one database.
    init(_ database: Database, seed: FixedBytes<32> = .random()) async throws {
        let seed = unsafe seed.withBytes { unsafe Seed(bytes: $0) }
        signatory = try await EmbeddedSignatory.open(
            SignatoryConfiguration(.memory), seed: .kept(seed), logger: DatabasePlace.logger)
        let publication = try await signatory.keysets()
        guard let keyset = publication.keysets.first else { throw BenchmarkError("the signatory has no keyset") }
        self.keyset = keyset.id
        _ = try await database.write { (transaction) throws(StoreError) in
            // Whoever comes second finds it there.
            try transaction.store(
                StoredPublication(
                    identity: publication.identity, generation: publication.generation, digest: publication.digest,
                    keysets: publication.keysets))
        }
        var paidAtOnce = FakeBackendConfiguration()
        paidAtOnce.minDelaySeconds = 0
        paidAtOnce.maxDelaySeconds = 0
        mint = Mint(
            settings: MintSettings(), database: database, signatory: signatory, backend: try FakeBackend(paidAtOnce),
            logger: DatabasePlace.logger)
        // Nothing runs in the background.
        try await mint.start()
    }

    /// - Returns: the id of a quote whose invoice is paid, which the mint has not noticed.
    func payMintQuote(_ amount: UInt64) async throws -> String {
        try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: amount)).id
    }

    func mint(_ quote: String, amounts: [UInt64]) async throws -> [Proof] {
        let secrets = Self.secrets(amounts.count)
        let signatures = try await mint.mint(quote: quote, outputs: outputs(amounts, secrets), signature: nil)
        return Self.proofs(signatures, secrets)
    }

    /// For as many proofs of the same amounts.
    func swap(_ inputs: [Proof]) async throws -> [Proof] {
        let secrets = Self.secrets(inputs.count)
        let signatures = try await mint.swap(inputs: inputs, outputs: outputs(inputs.map(\.amount), secrets))
        return Self.proofs(signatures, secrets)
    }

    /// - Returns: the id of a quote for an invoice of somebody else.
    func makeMeltQuote(_ amount: UInt64) async throws -> String {
        let invoice = try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: amount * 1_000, paymentHash: .random(), paymentSecret: .random(),
                purpose: .description("fake:settle"), timestamp: SystemMintClock().now()),
            throwawayKey: FixedBytes(repeating: 0x42))
        return try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice.text)).id
    }

    func melt(_ quote: String, _ inputs: [Proof], blanks: Int) async throws {
        let blanks = outputs([UInt64](repeating: 1, count: blanks), Self.secrets(blanks))
        let paid = try await mint.melt(quote: quote, inputs: inputs, outputs: blanks, prefersAsync: false)
        guard paid.state == .paid else { throw BenchmarkError("a melt was not paid: \(paid.state)") }
    }

    private static func secrets(_ count: Int) -> [Secret] {
        (0..<count).map { _ in
            guard let secret = Secret(FixedBytes<32>.random().hex) else {
                preconditionFailure("64 digits are a secret")
            }
            return secret
        }
    }

    private func outputs(_ amounts: [UInt64], _ secrets: [Secret]) -> [BlindedMessage] {
        zip(amounts, secrets).map { BlindedMessage(amount: $0, keysetID: keyset, point: $1.point) }
    }

    private static func proofs(_ signatures: [BlindSignature], _ secrets: [Secret]) -> [Proof] {
        zip(signatures, secrets).map {
            Proof(amount: $0.amount, keysetID: $0.keysetID, secret: $1, signature: $0.point)
        }
    }
}
