internal import NIOCore
internal import SignatoryAPI

/// A request on its way to the signatory, off the event loop.
struct RequestAnswering: Sendable {
    let service: SignatoryServer.Service
    let feed: PublicationFeed
    /// Of the client's process.
    let uid: UInt32
    /// On what the hellos agreed.
    let features: UInt64
    let method: Method
    let requestID: UInt64
    let payload: ByteBuffer
    let deadline: NIODeadline

    var points: PointForm { PointForm(features: features) }

    /// Whether the signatory does several of its kind together.
    var sharesWork: Bool { method == .blindSign || method == .verifyProofs }

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
        switch service {
        case .mint(let signatory): try await answer(signatory)
        case .administration(let administration): try await answer(administration(uid))
        }
    }

    private func answer(_ signatory: any Signatory) async throws(SignatoryError) -> ByteBuffer {
        switch method {
        case .blindSign:
            let request = try SigningRequest(payload: payload, points: points)
            try checkWanted()
            let signatures = try await signatory.blindSign(request)
            return try response { (buffer) throws(SignatoryError) in
                try SigningResult.write(signatures, to: &buffer, points: points)
            }
        case .verifyProofs:
            let claims = try VerificationRequest.read(payload, points: points)
            try checkWanted()
            let verdict = try await signatory.verify(claims)
            return try response { verdict.write(to: &$0) }
        case .compareLedgers:
            let report = try await signatory.compare(try LedgerInquiry(payload: payload))
            return try response { report.write(to: &$0) }
        case .status:
            try EmptyRequest.check(payload)
            let status = try await signatory.status()
            return try response { status.write(to: &$0, features: features) }
        case .getKeysets:
            try EmptyRequest.check(payload)
            return try frames(of: feed.latest)
        case .subscribeKeysets, .rotateKeyset, .deactivateKeyset, .setLimit, .getLimits, .audit, .pause:
            throw Self.notServed
        }
    }

    private func answer(_ administration: any SignatoryAdministration) async throws(SignatoryError) -> ByteBuffer {
        switch method {
        case .rotateKeyset:
            let rotation = try KeysetRotation(payload: payload)
            try checkWanted()
            let rotated = try await administration.rotate(rotation)
            return try response { rotated.write(to: &$0) }
        case .deactivateKeyset:
            let keyset = try await administration.deactivate(try KeysetDeactivation(payload: payload))
            return try response { keyset.write(to: &$0) }
        case .pause:
            let status = try await administration.pause(try SigningPause(payload: payload))
            return try response { status.write(to: &$0, features: features) }
        case .setLimit:
            let order = try LimitOrder(payload: payload)
            let limits = try await administration.setLimit(order.limit, reason: order.reason)
            return try response { LimitList.write(limits, to: &$0) }
        case .getLimits:
            try EmptyRequest.check(payload)
            let limits = try await administration.limits()
            return try response { LimitList.write(limits, to: &$0) }
        case .audit:
            let page = try await administration.audit(after: try AuditRequest.read(payload))
            return try response { page.write(to: &$0) }
        case .status:
            try EmptyRequest.check(payload)
            let status = try await administration.status()
            return try response { status.write(to: &$0, features: features) }
        case .getKeysets:
            try EmptyRequest.check(payload)
            return try frames(of: EncodedPublication(try await administration.keysets()))
        case .blindSign, .verifyProofs, .compareLedgers, .subscribeKeysets:
            throw Self.notServed
        }
    }

    private static var notServed: SignatoryError {
        SignatoryError(.unauthorized, "this socket does not serve the method")
    }

    /// The last moment to drop work that nobody waits for. Later it is done and answered.
    func checkWanted() throws(SignatoryError) {
        guard !Task.isCancelled else { throw SignatoryError(.cancelled, "the client cancelled") }
        guard NIODeadline.now() < deadline else { throw SignatoryError(.deadlineExceeded, "the deadline has passed") }
    }

    private func response(
        _ write: (inout ByteBuffer) throws(SignatoryError) -> Void
    ) throws(SignatoryError) -> ByteBuffer {
        var buffer = ByteBuffer()
        try append(to: &buffer, write)
        return buffer
    }

    func append(
        to frames: inout ByteBuffer, _ write: (inout ByteBuffer) throws(SignatoryError) -> Void
    ) throws(SignatoryError) {
        try Frame.append(.response, method: method.rawValue, requestID: requestID, to: &frames, write: write)
    }

    func append(_ failure: SignatoryError, to frames: inout ByteBuffer) {
        frames.writeImmutableBuffer(Self.failure(failure, method: method.rawValue, requestID: requestID))
    }

    private func frames(of publication: EncodedPublication?) throws(SignatoryError) -> ByteBuffer {
        guard let publication else { throw SignatoryError(.unavailable, "the signatory has published no keysets") }
        return publication.frames(method, requestID: requestID, have: nil, isLast: true)
    }
}
