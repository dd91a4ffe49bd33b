import Cashu
import Foundation
import HTTPTypes
import MintCore
import SignatoryAPI
import SignatoryCore
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("The HTTP interface")
struct ProtocolTests {
    @Test("says what it does not have")
    func unknown() async throws {
        let mint = try await TestMint().ready()
        for path in ["/", "/v1/nothing", "/v1/mint/quote/bolt13", "/v1/melt/onchain"] {
            let reply = try await mint.get(path)
            #expect(reply.status == 404, "\(path)")
            #expect(reply.code == 90004, "\(path)")
        }
        let get = try await mint.get("/v1/swap")
        #expect(get.status == 405)
        #expect(get.code == 90004)
        #expect(get.headers[.allow] == "POST, OPTIONS")
        let post = try await mint.post("/v1/keys", "{}")
        #expect(post.status == 405)
        #expect(post.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(try await mint.send(.delete, "/v1/info", []).status == 405)
    }

    @Test("lets pages of every origin ask")
    func crossOrigin() async throws {
        let mint = try await TestMint().ready()
        let preflight = try await mint.get("/v1/swap", method: .options)
        #expect(preflight.status == 204)
        #expect(preflight.headers[.accessControlAllowOrigin] == "*")
        #expect(preflight.headers[.accessControlAllowMethods] == "GET, POST, OPTIONS")
        #expect(preflight.headers[.accessControlAllowHeaders] == "*")
        #expect(try await mint.get("/v1/nothing").headers[.accessControlAllowOrigin] == "*")
        #expect(try await mint.post("/v1/swap", "").headers[.accessControlAllowOrigin] == "*")
    }

    @Test("answers HEAD as GET without the body, and lets keys be cached but no quote")
    func head() async throws {
        let mint = try await TestMint().ready()
        let head = try await mint.get("/v1/keys", method: .head)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.headers[.cacheControl] == nil)
        let quote = try await mint.mintQuote(1)
        #expect(try await mint.get("/v1/mint/quote/bolt11/\(quote)").headers[.cacheControl] == "no-store")
    }

    @Test("lives without a signatory, is not ready, and asks for patience where money would move")
    func withoutSignatory() async throws {
        let mint = try await TestMint(wrap: { _ in AbsentSignatory() })
        #expect(try await mint.get("/health").status == 200)
        let ready = try await mint.get("/ready")
        #expect(ready.status == 503)
        #expect((ready.object["obstacles"] as? [String])?.isEmpty == false)
        #expect(try await mint.get("/v1/info").status == 200)
        let id = "00" + String(repeating: "ab", count: 7)
        let point = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        let input = #"{"amount":1,"id":"\#(id)","secret":"s","C":"\#(point)"}"#
        let output = #"{"amount":1,"id":"\#(id)","B_":"\#(point)"}"#
        let replies = [
            try await mint.get("/v1/keys"), try await mint.get("/v1/keysets"), try await mint.get("/v1/keys/\(id)"),
            try await mint.post("/v1/swap", TestBody.swap([input], [output])),
            try await mint.post("/v1/mint/quote/bolt11", #"{"amount":1,"unit":"sat"}"#),
        ]
        for reply in replies {
            #expect(reply.status == 503)
            #expect(reply.code == 90006)
            #expect(reply.headers[.retryAfter] != nil)
        }
        // Malformed stays malformed.
        #expect(try await mint.post("/v1/swap", "{").code == 90001)
    }

    @Test("is ready when everything is there")
    func ready() async throws {
        let mint = try await TestMint().ready()
        let reply = try await mint.get("/ready")
        #expect(reply.status == 200)
        #expect(reply.object["obstacles"] as? [String] == [])
    }

    @Test("tells nobody what broke inside")
    func broken() async throws {
        let disk = BreakingDisk()
        let mint = try await TestMint(faults: disk).ready()
        let coins = try await mint.fund([8])
        let outputs = try mint.outputs([8])
        disk.isBroken.store(true, ordering: .sequentiallyConsistent)
        let reply = try await mint.post("/v1/swap", TestBody.swap(coins.map(\.json), outputs.map(\.json)))
        #expect(reply.status == 500)
        #expect(reply.code == 90007)
        #expect(reply.object["detail"] as? String == "internal error")
        #expect(try await mint.get("/ready").status == 503)
        #expect(try await mint.get("/health").status == 200)
        disk.isBroken.store(false, ordering: .sequentiallyConsistent)
        #expect(try await mint.states(coins) == ["UNSPENT"])
        #expect(try await mint.get("/ready").status == 200)
    }
}

/// Answers that it cannot read its own rows while it is broken.
private final class BreakingDisk: FaultInjection {
    let isBroken = Atomic(false)

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        guard isBroken.load(ordering: .sequentiallyConsistent) else { return }
        throw DatabaseError(.unreadable, "secret detail of a row")
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {}
}

/// A signatory that nobody started.
struct AbsentSignatory: Signatory {
    private var absence: SignatoryError { SignatoryError(.unavailable, "not started") }

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] { throw absence }
    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict { throw absence }
    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport { throw absence }
    func status() async throws(SignatoryError) -> SignatoryStatus { throw absence }
    func publications() -> AsyncStream<KeysetPublication> { AsyncStream { _ in } }
}

/// Waits until `condition` holds.
func confirm(_ condition: () async throws -> Bool) async throws {
    let holds = try await eventually(condition)
    #expect(holds)
}
