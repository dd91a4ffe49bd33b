internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import MintCore
internal import MintStore
internal import Storage

/// What a process leaves that dies in the middle of everything: swaps that are set up, melts that are set up, melts that
/// are paid and not finished, and rows of a state that does not exist.
struct AbandonedSagas: Sendable {
    private let keyset: KeysetID
    private let points = PointSupply()

    private static let perCommit = 100

    init(keyset: KeysetID) { self.keyset = keyset }

    /// - Parameter poisoned: of `count`, every other one if it is half of them.
    func write(_ count: Int, poisoned: Int, into database: Database) async throws {
        let step = poisoned == 0 ? Int.max : count / poisoned
        for start in stride(from: 0, to: count, by: Self.perCommit) {
            let sagas = try (start..<min(count, start + Self.perCommit)).map { number in
                try saga(number, isPoisoned: number % step == step - 1)
            }
            try await database.write(.deferred) { (transaction) throws(StoreError) in
                for saga in sagas { try saga.write(in: &transaction) }
            }
        }
    }

    private func saga(_ number: Int, isPoisoned: Bool) throws -> AbandonedSaga {
        let invoice = try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: 8_000, paymentHash: .random(), paymentSecret: .random(),
                purpose: .description("fake:settle"), timestamp: SystemMintClock().now()),
            throwawayKey: FixedBytes(repeating: 0x42))
        let quote = MeltQuote(
            id: OperationID().text, unit: .sat, amount: 8, amountMsat: 8_000, feeReserve: 1, request: invoice.text,
            paymentHash: invoice.paymentHash, expiry: .max >> 1, createdAt: 1)
        guard let secret = Secret(FixedBytes<32>.random().hex) else { preconditionFailure("64 digits are a secret") }
        let proof = Proof(amount: 16, keysetID: keyset, secret: secret, signature: points.any())
        let kind: AbandonedSaga.Kind =
            switch number % 4 {
            case 0, 1: .swap
            case 2: .melt(quote, isPaid: false)
            default: .melt(quote, isPaid: true)
            }
        return AbandonedSaga(
            kind: kind, input: MintInput(proof: proof, y: points.next()),
            output: BlindedMessage(amount: 16, keysetID: keyset, point: points.next()), isPoisoned: isPoisoned)
    }
}

struct AbandonedSaga: Sendable {
    enum Kind: Sendable {
        case swap
        case melt(MeltQuote, isPaid: Bool)
    }

    let kind: Kind
    let input: MintInput
    let output: BlindedMessage
    let isPoisoned: Bool

    func write(in transaction: inout WriteTransaction) throws(StoreError) {
        let operation = OperationID()
        switch kind {
        case .swap:
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            try transaction.reserve([output], for: operation, kind: .swap, at: 1)
        case .melt(let quote, let isPaid):
            try transaction.insert(quote)
            guard let locked = try transaction.lockMeltQuote(quote.id) else { throw .unknown(.meltQuote) }
            try transaction.markPending(locked, for: .random(), by: operation, at: 1)
            let hold = try transaction.beginSaga(operation, kind: .melt, quoteID: quote.id, at: 1)
            try transaction.reserve([input], for: operation, kind: .melt, at: 1)
            let blank = BlindedMessage(amount: 0, keysetID: output.keysetID, point: output.point)
            try transaction.reserve([blank], for: operation, kind: .melt, at: 1)
            guard isPaid else { break }
            try transaction.recordSettlement(
                transaction.advanceSaga(hold, from: .setupComplete, to: .paymentAttempted, at: 2),
                from: .paymentAttempted, preimage: nil, spentMsat: 8_000, at: 3)
        }
        guard isPoisoned else { return }
        do throws(DatabaseError) {
            _ = try transaction.execute("UPDATE saga SET state = 99 WHERE operation_id = \(operation.bytes.bytes)")
        } catch {
            throw .database(error)
        }
    }
}
