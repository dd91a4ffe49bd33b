import Cashu
import CashuCrypto
import MintCore
import MintDaemon
import MintHTTP
import SignatoryAPI
import SignatoryCore
import Synchronization
import TestSupport
import Testing

@Suite("A mint that is told to end", .timeLimit(.minutes(1)))
struct ShutdownTests {
    @Test("finishes the request it is at, takes no new connection, and lets go of its database")
    func inFlight() async throws {
        let gate = Gate()
        let daemon = try await RunningDaemon(wrap: { GatedSignatory(inner: $0, gate: gate) }).ready()
        let keyset = try #require(daemon.assembled.mint.keysets?.active(.sat)).id.hex
        let point = PublicKey.generator.hex
        let swap = """
            {"inputs":[{"amount":1,"id":"\(keyset)","secret":"s","C":"\(point)"}],\
            "outputs":[{"amount":1,"id":"\(keyset)","B_":"\(point)"}]}
            """
        try await Wire.connect(daemon.port) { wire in
            try await wire.post("/v1/swap", swap)
            #expect(await eventually { gate.isReached })
            await daemon.assembled.shutDown()
            #expect(await eventually { (try? await Wire.connect(daemon.port) { _ in }) == nil })
            gate.open()
            let answer = try #require(try await wire.answer())
            #expect(answer.status == 400)
            #expect(answer.body.contains("10001"), "the input was forged, and the mint still found out")
            try await wire.end()
        }
        try await daemon.ended()
        // The lock on a file is free again.
        let next = try await RunningDaemon(in: daemon.place, signatory: daemon.signatory)
        await next.assembled.shutDown()
        try await next.ended()
    }

    @Test("closes connections that ask for nothing")
    func idle() async throws {
        let daemon = try await RunningDaemon().ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("GET /health HTTP/1.1\r\nHost: mint\r\n\r\n")
            #expect(try await wire.answer()?.status == 200)
            await daemon.assembled.shutDown()
            try await wire.end()
        }
        try await daemon.ended()
    }

    @Test("does not start twice on one file, nor on an address in use")
    func occupied() async throws {
        let daemon = try await RunningDaemon(in: .sqlite())
        let locked = await #expect(throws: MintStartError.self) { try await RunningDaemon(in: daemon.place) }
        #expect(locked?.exitCode == 75)
        let taken = await #expect(throws: MintStartError.self) {
            try await RunningDaemon { $0.http.port = daemon.port }
        }
        #expect(taken?.exitCode == 71)
    }
}

/// Holds back every verification until it is opened.
private final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isReached = false
    }

    private let state = Mutex(State())

    var isReached: Bool { state.withLock { $0.isReached } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.isReached = true
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

private struct GatedSignatory: Signatory {
    let inner: EmbeddedSignatory
    let gate: Gate

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        try await inner.blindSign(request)
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        await gate.pass()
        return try await inner.verify(claims)
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await inner.compare(inquiry)
    }

    func status() async throws(SignatoryError) -> SignatoryStatus { try await inner.status() }
    func publications() -> AsyncStream<KeysetPublication> { inner.publications() }
}
