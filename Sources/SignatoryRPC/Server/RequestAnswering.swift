internal import NIOCore
internal import SignatoryAPI

/// A request on its way to the signatory, off the event loop.
struct RequestAnswering: Sendable {
    let service: SignatoryServer.Service
    let feed: PublicationFeed
    let method: Method
    let requestID: UInt64
    let payload: ByteBuffer
    let deadline: NIODeadline

    /// The frames of the answer, or of the failure.
    func run() async -> ByteBuffer {
        do throws(SignatoryError) {
            return try await answer()
        } catch {
            return Self.failure(error, method: method.rawValue, requestID: requestID)
        }
    }

    static func failure(
        _ error: SignatoryError, method: UInt16, requestID: UInt64,
        maximumDetailBytes: Int = MessageShape.maximumDetailBytes
    ) -> ByteBuffer {
        Frame.bytes(.failure, method: method, requestID: requestID) {
            error.write(to: &$0, maximumDetailBytes: maximumDetailBytes)
        }
    }

    private func answer() async throws(SignatoryError) -> ByteBuffer {
        switch (service, method) {
        case (.mint(let signatory), .blindSign):
            let request = try SigningRequest(payload: payload)
            try checkWanted()
            let signatures = try await signatory.blindSign(request)
            return try response { (buffer) throws(SignatoryError) in
                try SigningResult.write(signatures, to: &buffer)
            }
        case (.mint(let signatory), .verifyProofs):
            let claims = try VerificationRequest.read(payload)
            try checkWanted()
            let verdict = try await signatory.verify(claims)
            return try response { verdict.write(to: &$0) }
        case (.mint(let signatory), .status):
            try EmptyRequest.check(payload)
            let status = try await signatory.status()
            return try response { status.write(to: &$0) }
        case (.administration(let administration), .status):
            try EmptyRequest.check(payload)
            let status = try await administration.status()
            return try response { status.write(to: &$0) }
        case (.mint, .getKeysets):
            try EmptyRequest.check(payload)
            return try frames(of: feed.latest)
        case (.administration(let administration), .getKeysets):
            try EmptyRequest.check(payload)
            return try frames(of: EncodedPublication(try await administration.keysets()))
        case (.administration(let administration), .rotateKeyset):
            let rotation = try KeysetRotation(payload: payload)
            try checkWanted()
            let rotated = try await administration.rotate(rotation)
            return try response { rotated.write(to: &$0) }
        case (.mint, .subscribeKeysets), (.mint, .rotateKeyset), (.administration, .blindSign),
            (.administration, .verifyProofs), (.administration, .subscribeKeysets):
            throw SignatoryError(.unauthorized, "this socket does not serve the method")
        }
    }

    /// The last moment to drop work that nobody waits for. Later it is done and answered.
    private func checkWanted() throws(SignatoryError) {
        guard !Task.isCancelled else { throw SignatoryError(.cancelled, "the client cancelled") }
        guard NIODeadline.now() < deadline else { throw SignatoryError(.deadlineExceeded, "the deadline has passed") }
    }

    private func response(
        _ write: (inout ByteBuffer) throws(SignatoryError) -> Void
    ) throws(SignatoryError) -> ByteBuffer {
        var buffer = ByteBuffer()
        try Frame.append(.response, method: method.rawValue, requestID: requestID, to: &buffer, write: write)
        return buffer
    }

    private func frames(of publication: EncodedPublication?) throws(SignatoryError) -> ByteBuffer {
        guard let publication else { throw SignatoryError(.unavailable, "the signatory has published no keysets") }
        return publication.frames(method, requestID: requestID, have: nil, isLast: true)
    }
}
