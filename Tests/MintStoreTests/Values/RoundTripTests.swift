import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

/// Every field of every row, with values that 32 bits, a C string or a text of another encoding would spoil.
@Suite("Store: values", .serialized)
struct RoundTripTests {
    /// The largest that both engines hold, the largest denomination, and what comes before and after 32 bits.
    static let numbers: [UInt64] = [
        0, 1, UInt64(Int32.max), UInt64(Int32.max) + 1, UInt64(UInt32.max) + 1, Sample.year2100, UInt64(1) << 62,
        UInt64(Int64.max),
    ]

    static let texts: [String?] = [
        nil, "", "plain", "\u{0}", "a\u{0}b\u{0}", "zażółć gęślą jaźń", "🥜\u{FEFF}", "e\u{301}",
        "'; DROP TABLE proof; --",
        String(repeating: "ü", count: 512),
    ]

    @Test("Every field of a mint quote", arguments: StoreEngine.allCases)
    func mintQuotes(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let euro = try #require(CurrencyUnit("eur_2-x"))
        for (position, text) in Self.texts.enumerated() {
            let number = Self.numbers[position % Self.numbers.count]
            let quote = MintQuote(
                id: "quote \(position) ü", unit: position == 0 ? euro : .sat, rate: position == 1 ? .msat : .sat,
                amount: number, request: "lnbc\(position)", requestID: .random(), description: text,
                publicKey: position == 1 ? nil : Sample.point(), expiry: number, createdAt: number)
            try await store.write { try $0.insert(quote) }.get()
            #expect(try await store.read { try $0.mintQuote(quote.id) }.get() == quote)
            // Nothing is paid with nothing.
            guard number > 0 else { continue }
            let paid = try await store.write { transaction in
                guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
                return try transaction.markPaid(locked, amount: number, msat: number, at: number)
            }.get()
            #expect(paid.amountPaid == number && paid.paidAt == number)
            // Two texts that Swift takes for equal may have other bytes.
            #expect(paid.description.map { Array($0.utf8) } == text.map { Array($0.utf8) })
            try await store.write { transaction in
                guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
                try transaction.markIssued(locked, at: number)
            }.get()
            let issued = MintQuote(
                id: quote.id, unit: quote.unit, rate: quote.rate, amount: number, request: quote.request,
                requestID: quote.requestID, description: text, publicKey: quote.publicKey, expiry: number,
                createdAt: number, amountPaid: number, amountIssued: number, paidAt: number, issuedAt: number)
            #expect(try await store.read { try $0.mintQuote(quote.id) }.get() == issued)
        }
    }

    @Test("Every field of a melt quote", arguments: StoreEngine.allCases)
    func meltQuotes(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for (position, number) in Self.numbers.enumerated() {
            let quote = MeltQuote(
                id: "quote \(position)", unit: .sat, rate: position == 0 ? .msat : .sat, amount: number,
                amountMsat: number, feeReserve: number,
                request: "lnbc\(position)", paymentHash: .random(), expiry: number, createdAt: number)
            let (operation, digest) = (OperationID(), FixedBytes<32>.random())
            let preimage: FixedBytes<32>? = position == 0 ? nil : .random()
            try await store.write { transaction in
                try transaction.insert(quote)
                try transaction.beginSaga(operation, kind: .melt, quoteID: quote.id, at: 1)
            }.get()
            #expect(try await store.read { try $0.meltQuote(quote.id) }.get() == quote)
            try await store.write { transaction in
                guard let locked = try transaction.lockMeltQuote(quote.id) else { throw StoreError.unknown(.meltQuote) }
                try transaction.markPending(locked, for: digest, by: operation, at: number)
                try transaction.markPaid(meltQuote: quote.id, by: operation.held(), preimage: preimage, at: number)
            }.get()
            let paid = MeltQuote(
                id: quote.id, unit: .sat, rate: quote.rate, amount: number, amountMsat: number, feeReserve: number,
                request: quote.request, paymentHash: quote.paymentHash, expiry: number, createdAt: number,
                state: .paid, meltDigest: digest, preimage: preimage, paidAt: number)
            #expect(try await store.read { try $0.meltQuote(quote.id) }.get() == paid)
        }
    }

    @Test("Every field of a proof, held and spent", arguments: StoreEngine.allCases)
    func proofs(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let long = KeysetID.version2(FixedBytes { $0 == 0 ? 1 : UInt8($0) })
        for (position, text) in Self.texts.enumerated() {
            let number = Self.numbers[position % Self.numbers.count]
            let secret = Sample.secret("\(text?.prefix(100) ?? "")\(position)\u{0}é")
            let input = Sample.input(
                number, secret: secret, keyset: position == 0 ? long : Sample.keyset, witness: text)
            let operation = OperationID()
            try await store.write { try $0.reserve([input], for: operation, kind: .melt, at: number) }.get()
            let held = try #require(try await store.read { try $0.reserved(by: operation) }.get().first)
            #expect(held.amount == number && held.keysetID == input.proof.keysetID)
            try await store.write { try $0.spendReserved(1, by: operation, at: number) }.get()
            #expect(
                try await store.read { try $0.states(of: [input.y]) }.get()
                    == [ProofStateAnswer(y: input.y, state: .spent, witness: text)])
            let row = try await store.read { transaction in
                try transaction.run(
                    """
                    SELECT operation_id, operation_kind, keyset_id, amount, secret, signature, created_at, spent_at, \
                    witness FROM proof WHERE y = \(input.y.bytes.bytes)
                    """)[0]
            }.get()
            #expect(try row.bytes(0) == operation.bytes.bytes)
            #expect(try row.integer(1) == OperationKind.melt.rawValue)
            #expect(try row.bytes(2) == input.proof.keysetID.bytes)
            #expect(try row.bytes(4) == secret.bytes)
            #expect(try row.bytes(5) == input.proof.signature.bytes.bytes)
            #expect(try [3, 6, 7].map { column in try row.unsigned(column) } == [number, number, number])
            let witness = try row.isNull(8) ? nil : try row.bytes(8)
            #expect(witness == text.map { Array($0.utf8) })
        }
    }

    @Test("Every field of an output and of its signature", arguments: StoreEngine.allCases)
    func outputs(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let long = KeysetID.version2(FixedBytes { $0 == 0 ? 1 : 0xff })
        let operation = OperationID()
        let outputs = Self.numbers.enumerated().map { Sample.output($1, keyset: $0 == 0 ? long : Sample.keyset) }
        let signed = outputs.map { Sample.signed($0) }
        try await store.write {
            try $0.reserve(outputs, for: operation, kind: .mint, at: Sample.year2100)
        }.get()
        #expect(try await store.read { try $0.outputs(of: operation) }.get() == outputs)
        try await store.write { transaction in
            try transaction.store(signed, of: operation, at: UInt64(Int64.max))
            try transaction.takeReserved(outputs: outputs.count, of: operation)
        }.get()
        #expect(try await store.read { try $0.signatures(on: outputs.map(\.point)) }.get() == signed)
        let rows = try await store.read { transaction in
            try transaction.run(
                """
                SELECT position, operation_id, operation_kind, created_at, signed_at FROM blind_signature
                ORDER BY position
                """)
        }.get()
        for (position, row) in rows.enumerated() {
            #expect(try row.integer(0) == Int64(position))
            #expect(try row.bytes(1) == operation.bytes.bytes)
            #expect(try row.integer(2) == OperationKind.mint.rawValue)
            #expect(try row.unsigned(3) == Sample.year2100)
            #expect(try row.unsigned(4) == UInt64(Int64.max))
        }
        #expect(rows.count == outputs.count)
    }

    @Test("Every field of a saga", arguments: StoreEngine.allCases)
    func sagas(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for (position, number) in Self.numbers.enumerated() {
            let operation = OperationID()
            let preimage: FixedBytes<32>? = position == 0 ? nil : .random()
            try await store.write { transaction in
                try transaction.beginSaga(operation, kind: .melt, quoteID: "\(position)", at: number)
                try transaction.recordSettlement(
                    operation.held(), from: .setupComplete, preimage: preimage, spentMsat: number, at: number)
            }.get()
            let saga = try #require(try await store.read { try $0.saga(operation) }.get())
            #expect(saga.operation == operation && saga.kind == .melt && saga.state == .finalizing)
            #expect(saga.quoteID == "\(position)" && saga.preimage == preimage && saga.spentMsat == number)
            #expect(saga.owner == store.database.owner && saga.createdAt == number && saga.updatedAt == number)
            #expect(saga.version == 2 && saga.hold == operation.held(2))
        }
    }

    @Test("Every number of a line of the books, of a setting and of a publication", arguments: StoreEngine.allCases)
    func others(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let most = UInt64(Int64.max)
        let keys = try #require(KeysetKeys(amounts: [1, UInt64(1) << 62], publicKeys: Sample.points(2)))
        let keyset = Keyset(
            id: Sample.keyset, unit: .sat, state: .active, inputFeePPK: most, keys: keys, finalExpiry: most,
            derivationIndex: UInt32.max, createdAt: most)
        let publication = StoredPublication(
            identity: Sample.point(), generation: most, digest: .random(), keysets: [keyset])
        let line = CompletedOperation(
            operation: OperationID(), kind: .melt, unit: .sat, quoteID: "q", redeemed: most, issued: most,
            inputFee: most, paid: most, paidMsat: most)
        try await store.write { transaction in
            try transaction.store(publication)
            try transaction.record(line, at: most)
            try transaction.write([1], Sample.name("a"), at: most)
        }.get()
        let found = try #require(try await store.read { try $0.publication() }.get())
        #expect(found.generation == most && found.keysets == [keyset])
        let sums = try await store.read { transaction in
            try transaction.run(
                "SELECT redeemed, issued, input_fee, paid, paid_msat, completed_at FROM completed_operation")[0]
        }.get()
        #expect(try (0..<6).map { column in try sums.unsigned(column) } == [UInt64](repeating: most, count: 6))
        #expect(try await store.count("SELECT updated_at FROM key_value") == Int64.max)
    }
}
