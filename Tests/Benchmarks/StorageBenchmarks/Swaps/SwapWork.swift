internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import Storage

/// The storage work of a swap of two inputs and two outputs: TX1 and TX2 as `SwapSaga` writes them, with nothing
/// verified or signed in between. `SwapStatements` sees to it that they stay the same.
struct SwapWork: Sendable {
    struct Request: Sendable {
        let inputs: [MintInput]
        let signed: [SignedOutput]
    }

    private let points: PointSupply
    private let keyset = KeysetID.version2(FixedBytes { $0 == 0 ? 1 : 0 })

    private static let now: UInt64 = 1_800_000_000

    init(_ points: PointSupply) { self.points = points }

    func request() -> Request {
        Request(inputs: (0..<2).map { _ in input() }, signed: (0..<2).map { _ in output() })
    }

    private func input() -> MintInput {
        guard let secret = Secret(FixedBytes<32>.random().hex) else { preconditionFailure("64 digits are a secret") }
        return MintInput(
            proof: Proof(amount: 8, keysetID: keyset, secret: secret, signature: points.any()), y: points.next())
    }

    private func output() -> SignedOutput {
        SignedOutput(
            blinded: points.next(), keysetID: keyset, amount: 8, signature: points.any(),
            proof: DLEQProof(e: .random(), s: .random()))
    }

    func run(on database: Database) async throws { try await run(request(), on: database) }

    func run(_ request: Request, on database: Database) async throws {
        let operation = OperationID()
        let messages = request.signed.map(\.message)
        let hold = try await database.write(.deferred) { (transaction) throws(StoreError) in
            let hold = try transaction.beginSaga(operation, kind: .swap, at: Self.now)
            try transaction.reserve(request.inputs, for: operation, kind: .swap, at: Self.now)
            try transaction.reserve(messages, for: operation, kind: .swap, at: Self.now)
            return hold
        }
        let completed = CompletedOperation(
            operation: operation, kind: .swap, unit: .sat, quoteID: nil, redeemed: 16, issued: 16, inputFee: 0,
            paid: 0, paidMsat: 0)
        try await database.write { (transaction) throws(StoreError) in
            try transaction.endSaga(hold, in: .setupComplete)
            try transaction.spendReserved(request.inputs.count, by: operation, at: Self.now)
            try transaction.store(request.signed, of: operation, at: Self.now)
            try transaction.takeReserved(outputs: request.signed.count, of: operation)
            try transaction.record(completed, at: Self.now)
        }
    }
}
