import Cashu
import CashuCrypto
import Lightning
import MintStore
import PaymentAPI
import Storage
import TestSupport
import Testing

@testable import MintCore

/// A melt that is not over: its backend was told to pay and did not say what came of it.
struct OpenMelt: Sendable {
    let fixture: MintFixture
    let backend: ScriptedBackend
    let mint: Mint
    let inputs: [Proof]
    let quote: MeltQuote
    let operation: OperationID
    /// What the payee gave for the payment.
    let preimage = FixedBytes<32> { UInt8($0) }

    var administration: Administration { mint.administration }
    var reference: SagaReference { SagaReference(bytes: operation.bytes.bytes) }

    init(settings change: (inout MintSettings) -> Void = { _ in }) async throws {
        fixture = try await MintFixture {
            $0.meltWaitSeconds = 0
            change(&$0)
        }
        backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        self.mint = mint
        inputs = try await fixture.fund(16)
        let invoice = try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: 10_000, paymentHash: SHA256.hash(preimage.bytes), paymentSecret: .random(),
                purpose: .description("a coffee"), timestamp: fixture.clock.now()),
            throwawayKey: FixedBytes<32> { _ in 0x42 })
        let quote = try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice.text))
        self.quote = quote
        let blanks = fixture.blanks(3).messages
        _ = try await mint.melt(quote: quote.id, inputs: inputs, outputs: blanks, prefersAsync: false)
        #expect(await eventually { mint.services.running.isIdle })
        operation = try #require(
            try await fixture.database.read { (transaction) throws(StoreError) in
                try transaction.saga(meltQuote: quote.id)
            }
        ).operation
    }

    func resolve(
        _ action: SagaAction, reason: String = "ticket 4711"
    ) async throws(AdministrationFailure) -> SagaResolution {
        try await administration.resolve(saga: reference, action, reason: reason)
    }

    func expectRefusal(
        of action: SagaAction, because text: String, reason: String = "ticket 4711",
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let refusal = await Refusal.of { () throws(AdministrationFailure) in try await resolve(action, reason: reason) }
        #expect(refusal?.contains(text) == true, "\(refusal ?? "not refused")", sourceLocation: location)
        // Nothing was done, and nothing of it is on record.
        #expect(try await fixture.state(inputs) == [.pending], sourceLocation: location)
        #expect(try await administration.incidents().isEmpty, sourceLocation: location)
        #expect(mint.services.running.isIdle, sourceLocation: location)
    }

    /// That the melt ended as a step of the operator says.
    func expectEnded(
        _ state: ProofState, _ quoteState: MeltQuote.State, by detail: String,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try await fixture.state(inputs) == [state], sourceLocation: location)
        #expect(try await mint.services.meltQuote(quote.id).state == quoteState, sourceLocation: location)
        let manual = try await administration.incidents().filter { $0.report.kind == .manual }
        #expect(manual.map(\.report.operation) == [operation], sourceLocation: location)
        #expect(manual.map(\.report.quoteID) == [quote.id], sourceLocation: location)
        #expect(manual.first?.resolution?.reason == "ticket 4711", sourceLocation: location)
        #expect(manual.first?.report.detail.contains(detail) == true, sourceLocation: location)
        let books = try await Books(fixture.database)
        books.expectConserved(location)
        books.expectQuiet(location)
    }
}

/// What an operator is told when he does not get what he asks for.
enum Refusal {
    /// `nil` when he gets it; a fault of the mint is none.
    static func of<R>(_ request: () async throws(AdministrationFailure) -> R) async -> String? {
        do throws(AdministrationFailure) {
            _ = try await request()
            return nil
        } catch {
            switch error {
            case .unknown(let text): return "unknown: \(text)"
            case .refused(let text): return text
            case .failed: return nil
            }
        }
    }
}
