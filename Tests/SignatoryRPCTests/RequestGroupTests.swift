import Cashu
import NIOCore
import NIOPosix
import SignatoryAPI
import Synchronization
import Testing

@testable import SignatoryRPC

/// A test signatory that writes down what it was asked to do together.
private final class CountingSignatory: CoalescingSignatory {
    let signatory: TestSignatory
    let groups = Mutex<[Int]>([])

    init(_ signatory: TestSignatory) { self.signatory = signatory }

    func blindSign(
        together requests: [SigningRequest]
    ) async -> [Result<[BlindSignature], SignatoryError>] {
        groups.withLock { $0.append(requests.count) }
        var answers: [Result<[BlindSignature], SignatoryError>] = []
        for request in requests {
            do throws(SignatoryError) {
                answers.append(.success(try await blindSign(request)))
            } catch {
                answers.append(.failure(error))
            }
        }
        return answers
    }

    func verify(together requests: [[ProofClaim]]) async -> [Result<ProofVerdict, SignatoryError>] {
        groups.withLock { $0.append(-requests.count) }
        return requests.map { _ in .success(.valid) }
    }

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        try await signatory.blindSign(request)
    }
    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try await signatory.verify(claims)
    }
    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }
    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await signatory.compare(inquiry)
    }
    func publications() -> AsyncStream<KeysetPublication> { signatory.publications() }
}

/// Requests that arrive in one read.
@Suite(.timeLimit(.minutes(1))) struct RequestGroupTests {
    private let signatory: CountingSignatory
    /// Of the connection.
    private let features = ProtocolFeature.uncompressedPoints
    private var points: PointForm { PointForm(features: features) }

    init() throws { signatory = CountingSignatory(try TestSignatory()) }

    private func arrived(
        _ id: UInt64, _ method: Method, _ payload: ByteBuffer, deadline: NIODeadline = .distantFuture
    ) -> RequestAnswering {
        RequestAnswering(
            service: .mint(signatory), feed: PublicationFeed(), uid: 0, features: features, method: method,
            requestID: id, payload: payload, deadline: deadline)
    }

    private func signing(_ id: UInt64, outputs: Int = 2, deadline: NIODeadline = .distantFuture) -> RequestAnswering {
        let keyset = signatory.signatory.activeKeyset.id
        let outputs = Sample.outputs(outputs, keysetID: keyset, from: 100 * Int(id))
        let payload = Sample.payload { Sample.request(outputs).write(to: &$0, points: points) }
        return arrived(id, .blindSign, payload, deadline: deadline)
    }

    private func verifying(_ id: UInt64) -> RequestAnswering {
        let claim = ProofClaim(
            amount: 1, keysetID: Sample.keysetID, preimage: .point(Sample.point(1)), signature: Sample.point(2))
        return arrived(
            id, .verifyProofs, Sample.payload { VerificationRequest.write([claim], to: &$0, points: points) })
    }

    @Test func `Small requests of one kind are one group, large ones and others stand alone`() {
        let groups = RequestGroup.groups(of: [
            signing(1), verifying(2), signing(3, outputs: 100), arrived(4, .status, ByteBuffer()), signing(5),
            verifying(6), signing(7),
        ])
        #expect(groups.map { $0.requests.map(\.requestID) } == [[1, 5, 7], [2, 6], [3], [4]])
    }

    @Test func `Light is what holds nobody up: a few small requests to sign or to verify`() {
        func isLight(_ requests: [RequestAnswering]) -> [Bool] { RequestGroup.groups(of: requests).map(\.isLight) }
        #expect(isLight([signing(1), signing(2)]) == [true])
        #expect(isLight([verifying(1)]) == [true])
        #expect(isLight((1...12).map { signing($0) }) == [false])
        #expect(isLight([signing(1, outputs: 100)]) == [false])
        // It reads the database.
        #expect(isLight([arrived(1, .status, ByteBuffer())]) == [false])
    }

    @Test func `What is light is done on the event loop, from its beginning to its end`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let executor = LoopExecutor(loop)
        let elsewhere = Task { () async -> Bool in loop.inEventLoop }
        let here = Task(executorPreference: executor) { () async -> [Bool] in
            let before = loop.inEventLoop
            _ = await elsewhere.value
            return [before, loop.inEventLoop]
        }
        #expect(await here.value == [true, true])
        #expect(await !elsewhere.value)
    }

    @Test func `A group has at most 64 requests`() {
        let groups = RequestGroup.groups(of: (1...130).map { verifying($0) })
        #expect(groups.map(\.requests.count) == [64, 64, 2])
    }

    @Test func `Each request of a group is answered under its own id, also those that are malformed or too late`()
        async throws
    {
        let group = RequestGroup(requests: [
            signing(1), arrived(2, .blindSign, ByteBuffer(bytes: [0x0b, 0x0c])), signing(3), signing(4, deadline: .now()),
        ])
        let frames = await group.run()
        var splitter = FrameSplitter { _ in 1 << 20 }
        try splitter.append(frames)
        var refusals: [UInt64: SignatoryError.Code] = [:]
        var answered: Set<UInt64> = []
        while let frame = try splitter.next() {
            let isFailure = frame.frameKind == .failure
            answered.insert(frame.header.requestID)
            if isFailure { refusals[frame.header.requestID] = try SignatoryError.read(frame.payload).code }
            if !isFailure {
                #expect(frame.header.method == Method.blindSign.rawValue)
                let outputs = Sample.outputs(
                    2, keysetID: signatory.signatory.activeKeyset.id, from: 100 * Int(frame.header.requestID))
                #expect(try SigningResult.read(frame.payload, for: outputs, points: points).count == 2)
            }
        }
        #expect(answered == [1, 2, 3, 4])
        #expect(refusals == [2: .invalidArgument, 4: .deadlineExceeded])
        #expect(signatory.groups.withLock { $0 } == [2])
        #expect(signatory.signatory.signedOutputs == 4)
    }

    @Test func `Proofs are verified together too`() async throws {
        let frames = await RequestGroup(requests: [verifying(1), verifying(2)]).run()
        var splitter = FrameSplitter { _ in 1 << 20 }
        try splitter.append(frames)
        for id in UInt64(1)...2 {
            let frame = try #require(try splitter.next())
            #expect(frame.header.requestID == id)
            #expect(try ProofVerdict(payload: frame.payload, claims: 1) == .valid)
        }
        #expect(signatory.groups.withLock { $0 } == [-2])
    }
}
