internal import NIOCore
internal import SignatoryAPI

/// Requests of one read that are answered together: small ones of the same method, or one of any kind.
struct RequestGroup: Sendable {
    /// A signature or a proof takes about 130 bytes. What is larger is worth a task of its own.
    private static let maximumPayloadBytes = 5_120
    private static let maximumCount = 64
    /// Of the payloads together: some ten signatures or proofs, a millisecond of work.
    private static let maximumLightBytes = 1_280

    let requests: [RequestAnswering]

    /// Whether it holds nobody up to do the work between two reads.
    var isLight: Bool {
        requests.allSatisfy(\.sharesWork)
            && requests.reduce(0) { $0 + $1.payload.readableBytes } <= Self.maximumLightBytes
    }

    /// In the order in which the first of each arrived.
    static func groups(of arrived: [RequestAnswering]) -> [RequestGroup] {
        guard arrived.count > 1, arrived[0].service.coalescing != nil else {
            return arrived.map { RequestGroup(requests: [$0]) }
        }
        var groups: [[RequestAnswering]] = []
        var open: [Method: Int] = [:]
        for request in arrived {
            let isSmall = request.sharesWork && request.payload.readableBytes <= maximumPayloadBytes
            if isSmall, let index = open[request.method], groups[index].count < maximumCount {
                groups[index].append(request)
            } else {
                if isSmall { open[request.method] = groups.count }
                groups.append([request])
            }
        }
        return groups.map(RequestGroup.init)
    }

    /// The frames of all answers.
    func run() async -> ByteBuffer {
        guard requests.count > 1, let signatory = requests[0].service.coalescing else { return await requests[0].run() }
        return switch requests[0].method {
        case .blindSign:
            await answer { (request) throws(SignatoryError) in
                try SigningRequest(payload: request.payload, points: request.points)
            } work: {
                await signatory.blindSign(together: $0)
            } write: { (request, signatures, buffer) throws(SignatoryError) in
                try SigningResult.write(signatures, to: &buffer, points: request.points)
            }
        default:
            await answer { (request) throws(SignatoryError) in
                try VerificationRequest.read(request.payload, points: request.points)
            } work: {
                await signatory.verify(together: $0)
            } write: { _, verdict, buffer in
                verdict.write(to: &buffer)
            }
        }
    }

    private func answer<Request, Product>(
        read: (RequestAnswering) throws(SignatoryError) -> Request,
        work: ([Request]) async -> [Result<Product, SignatoryError>],
        write: (RequestAnswering, Product, inout ByteBuffer) throws(SignatoryError) -> Void
    ) async -> ByteBuffer {
        var frames = ByteBuffer()
        var wanted: [(answering: RequestAnswering, request: Request)] = []
        for answering in requests {
            do throws(SignatoryError) {
                let request = try read(answering)
                try answering.checkWanted()
                wanted.append((answering, request))
            } catch {
                answering.append(error, to: &frames)
            }
        }
        guard !wanted.isEmpty else { return frames }
        for (result, (answering, _)) in zip(await work(wanted.map(\.request)), wanted) {
            do throws(SignatoryError) {
                let product = try result.get()
                try answering.append(to: &frames) { (buffer) throws(SignatoryError) in
                    try write(answering, product, &buffer)
                }
            } catch {
                answering.append(error, to: &frames)
            }
        }
        return frames
    }
}
