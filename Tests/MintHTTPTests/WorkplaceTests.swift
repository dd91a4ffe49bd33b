import Cashu
import EventLoops
import HTTPTypes
import MintCore
import NIOPosix
import SignatoryAPI
import SignatoryCore
import Synchronization
import Testing
import WalletCore

@Suite("The work on a request")
struct WorkplaceTests {
    private static var isOnLoop: Bool { MultiThreadedEventLoopGroup.currentEventLoop != nil }

    @Test("begins and ends at its place, wherever it is asked for")
    func beginsAtItsPlace() async {
        let loop = LoopExecutor(MultiThreadedEventLoopGroup.singleton.next())
        let places = await Workplace.run(on: loop) { () async -> [Bool] in
            let before = Self.isOnLoop
            let away = await Workplace.run(on: globalConcurrentExecutor) { () async -> Bool in Self.isOnLoop }
            return [before, away, Self.isOnLoop]
        }
        #expect(places == [true, false, true])
    }

    @Test("is done on the event loop that read it, in an operation's own task too, unless it is large")
    func place() async throws {
        let seen = PlacesSeen()
        let served = try await ServedMint(TestMint(wrap: { WatchedSignatory($0, seen) }))
        let client = HTTPMintClient(try #require(MintURL("http://127.0.0.1:\(served.port)")))
        for count in [1, 100] {
            let amounts = [UInt64](repeating: 1, count: count)
            let coins = try await served.test.fund(amounts)
            let outputs = try served.test.outputs(amounts)
            _ = seen.take()
            let signatures = try await client.swap(
                SwapRequest(
                    inputs: coins.map {
                        Proof(amount: $0.amount, keysetID: $0.keyset, secret: $0.secret, signature: $0.signature)
                    },
                    outputs: outputs.map { BlindedMessage(amount: $0.amount, keysetID: $0.keyset, point: $0.point) }))
            #expect(signatures.count == count)
            let isOnLoop = count == 1
            #expect(seen.take() == [isOnLoop, isOnLoop], "\(count) coins")
        }
        try await served.shutDown()
    }
}
/// Whether each call to verify or to sign came from an event loop.
private final class PlacesSeen: Sendable {
    private let places = Mutex<[Bool]>([])

    func note() { places.withLock { $0.append(MultiThreadedEventLoopGroup.currentEventLoop != nil) } }

    func take() -> [Bool] {
        places.withLock { places in
            defer { places = [] }
            return places
        }
    }
}

private struct WatchedSignatory: Signatory {
    private let signatory: EmbeddedSignatory
    private let seen: PlacesSeen

    init(_ signatory: EmbeddedSignatory, _ seen: PlacesSeen) {
        self.signatory = signatory
        self.seen = seen
    }

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        seen.note()
        return try await signatory.blindSign(request)
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        seen.note()
        return try await signatory.verify(claims)
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await signatory.compare(inquiry)
    }

    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }
    func publications() -> AsyncStream<KeysetPublication> { signatory.publications() }
}
