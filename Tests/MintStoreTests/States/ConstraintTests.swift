import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

/// The last line of defence: a program that forgot every check would still meet these.
@Suite("Store: constraints", .serialized)
struct ConstraintTests {
    /// A statement that writes a row again that must not be there twice.
    static let duplicates: [(rule: String, statement: SQL)] = [
        ("a proof is held once", "INSERT INTO pending_proof SELECT * FROM pending_proof"),
        ("a proof is spent once", "INSERT INTO proof SELECT * FROM proof"),
        ("an output is held once", "INSERT INTO pending_output SELECT * FROM pending_output"),
        ("an output is signed once", "INSERT INTO blind_signature SELECT * FROM blind_signature"),
        ("an operation has one saga", "INSERT INTO saga SELECT * FROM saga"),
        (
            "a quote has one saga",
            """
            INSERT INTO saga (operation_id, kind, state, quote_id, owner, version, created_at, updated_at)
            SELECT keyset_id, kind, state, quote_id, owner, version, saga.created_at, updated_at
            FROM saga JOIN pending_proof ON pending_proof.operation_id = saga.operation_id LIMIT 1
            """
        ),
        ("a mint quote has one id", "INSERT INTO mint_quote SELECT * FROM mint_quote WHERE id = 'minted'"),
        (
            "an invoice has one mint quote",
            """
            INSERT INTO mint_quote (id, method, unit, units_per_bitcoin, amount, request, request_id, expiry, created_at)
            SELECT 'other', method, unit, units_per_bitcoin, amount, request, request_id, expiry, created_at
            FROM mint_quote
            WHERE id = 'minted'
            """
        ),
        ("a payment is credited once", "INSERT INTO credited_payment SELECT * FROM credited_payment"),
        ("a melt quote has one id", "INSERT INTO melt_quote SELECT * FROM melt_quote"),
        (
            "an invoice is being paid once",
            """
            INSERT INTO melt_quote (id, method, unit, units_per_bitcoin, amount, amount_msat, fee_reserve, request, \
            payment_hash, expiry, created_at, state)
            SELECT 'other', method, unit, units_per_bitcoin, amount, amount_msat, fee_reserve, request, payment_hash, expiry, \
            created_at, 'PENDING'
            FROM melt_quote
            """
        ),
        (
            "an invoice that is being paid was not paid",
            """
            INSERT INTO melt_quote (id, method, unit, units_per_bitcoin, amount, amount_msat, fee_reserve, request, \
            payment_hash, expiry, created_at, state)
            SELECT 'other', method, unit, units_per_bitcoin, amount, amount_msat, fee_reserve, request, payment_hash, expiry, \
            created_at, 'PAID'
            FROM melt_quote
            """
        ),
    ]

    @Test("Each rule against spending, signing or paying twice has one behind it", arguments: StoreEngine.allCases)
    func unique(_ engine: StoreEngine) async throws {
        let story = MoneyStory()
        let store = try await StoreFixture(engine)
        // Everything that can be held is held, and something is spent and signed.
        try await story.prepare(.meltSettle, in: store)
        let before = try await store.contents()
        for (rule, statement) in Self.duplicates {
            let outcome = try await store.write { try $0.execute(statement) }
            #expect(outcome.kind == .uniqueViolation, "\(rule): \(outcome)")
        }
        #expect(try await store.contents() == before)
    }

    @Test("A second quote for an invoice can wait, as long as it is not being paid", arguments: StoreEngine.allCases)
    func unpaidTwin(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.meltQuote("a")
        try await store.write { try $0.insert(quote) }.get()
        let twin = Sample.meltQuote("b", hash: quote.paymentHash)
        #expect(try await store.write { try $0.insert(twin) }.isSuccess)
    }

    /// What no row may say.
    static let contradictions: [SQL] = [
        "UPDATE mint_quote SET amount_issued = amount_paid + 1",
        "UPDATE mint_quote SET method = 'cash'", "UPDATE mint_quote SET method = NULL",
        "UPDATE mint_quote SET amount = NULL", "UPDATE mint_quote SET method = 'bolt12', public_key = NULL",
        "UPDATE melt_quote SET method = 'cash'", "UPDATE melt_quote SET invoice = 'lni', invoice_expiry = 1",
        "UPDATE melt_quote SET method = 'bolt12', invoice = 'lni'", "UPDATE credited_payment SET quote_id = 'nobody'",
        "UPDATE credited_payment SET amount = -1", "UPDATE credited_payment SET payment_hash = NULL",
        "UPDATE melt_quote SET state = 'FAILED'", "UPDATE melt_quote SET state = NULL",
        "UPDATE melt_quote SET payment_hash = NULL", "UPDATE mint_quote SET request_id = NULL",
        "UPDATE mint_quote SET id = NULL WHERE id = 'minted'", "UPDATE melt_quote SET id = NULL",
        "UPDATE proof SET operation_id = NULL", "UPDATE proof SET secret = NULL", "UPDATE pending_proof SET y = NULL",
        "UPDATE blind_signature SET signature = NULL", "UPDATE pending_output SET blinded = NULL",
        "UPDATE saga SET owner = NULL", "UPDATE saga SET version = NULL",
        "INSERT INTO melt_change SELECT 'nobody', 0, blinded FROM blind_signature LIMIT 1",
        "INSERT INTO melt_change SELECT 'melted', 0, blinded FROM pending_output LIMIT 1",
    ]

    @Test("No row contradicts itself or names what is not there", arguments: StoreEngine.allCases)
    func contradictions(_ engine: StoreEngine) async throws {
        let story = MoneyStory()
        let store = try await StoreFixture(engine)
        try await story.prepare(.meltSettle, in: store)
        let before = try await store.contents()
        for statement in Self.contradictions {
            let outcome = try await store.write { try $0.execute(statement) }
            #expect(outcome.kind == .constraintViolation, "\(statement.text(in: engine.dialect)): \(outcome)")
        }
        #expect(try await store.contents() == before)
    }

    @Test("There is one signatory, and a key and an amount of a keyset once", arguments: StoreEngine.allCases)
    func keysets(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let keys = try #require(KeysetKeys(amounts: [1, 2], publicKeys: Sample.points(2)))
        let keyset = Keyset(
            id: Sample.keyset, unit: .sat, state: .active, inputFeePPK: 0, keys: keys, finalExpiry: nil,
            derivationIndex: 1, createdAt: 1)
        let publication = StoredPublication(
            identity: Sample.point(), generation: 1, digest: .random(), keysets: [keyset])
        #expect(try await store.write { try $0.store(publication) }.get() == .stored)
        let statements: [(SQL, DatabaseError.Kind)] = [
            ("INSERT INTO signatory SELECT * FROM signatory", .uniqueViolation),
            ("INSERT INTO signatory SELECT 2, identity, generation, digest FROM signatory", .constraintViolation),
            ("INSERT INTO keyset SELECT * FROM keyset", .uniqueViolation),
            ("INSERT INTO keyset_key SELECT * FROM keyset_key", .uniqueViolation),
            (
                "INSERT INTO keyset_key SELECT digest, keyset_id, amount FROM signatory, keyset_key WHERE amount = 1",
                .uniqueViolation
            ),
            (
                "INSERT INTO keyset_key SELECT digest, digest, 4 FROM signatory", .constraintViolation
            ),
        ]
        let before = try await store.contents()
        for (statement, kind) in statements {
            let outcome = try await store.write { try $0.execute(statement) }
            #expect(outcome.kind == kind, "\(statement.text(in: engine.dialect)): \(outcome)")
        }
        #expect(try await store.contents() == before)
    }
}
