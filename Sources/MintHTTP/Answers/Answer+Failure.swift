internal import Cashu
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import MintCore

extension Answer {
    /// The one place where a failure becomes a status. What is not the wallet's fault is told to the log alone.
    init(_ failure: MintFailure, logger: Logger) {
        switch failure {
        case .refused(let error):
            self.init(error.code == .requestTooLarge ? .contentTooLarge : .badRequest, error)
            closesConnection = error.code == .requestTooLarge
        case .unavailable(let detail, let retryAfterSeconds):
            logger.warning("request not served for now", metadata: ["detail": "\(detail)"])
            self.init(
                .serviceUnavailable, NUTError(.temporarilyUnavailable, "the mint cannot serve this now; try again"))
            setRetryAfter(retryAfterSeconds)
        case .internalFailure(let detail):
            logger.error("request failed", metadata: ["detail": "\(detail)"])
            self.init(.internalServerError, NUTError(.internalFailure, "internal error"))
        }
    }

    /// RFC 6585 §4.
    static func tooManyRequests(retryAfterSeconds: UInt64) -> Answer {
        var answer = Answer(
            .tooManyRequests,
            NUTError(.tooManyRequests, "too many requests; try again in \(retryAfterSeconds) seconds"))
        answer.setRetryAfter(retryAfterSeconds)
        return answer
    }

    /// NUT-22. A refusal by its number, like every other one, and not the 429 of those who ask too often.
    static func tooManyTokens(retryAfterSeconds: UInt64) -> Answer {
        var answer = Answer(
            .badRequest,
            NUTError(.blindAuthRateLimited, "too many tokens; ask again in \(retryAfterSeconds) seconds"))
        answer.setRetryAfter(retryAfterSeconds)
        return answer
    }

    /// A page is shown no header of another site's answer that this one does not name.
    private mutating func setRetryAfter(_ seconds: some BinaryInteger) {
        headers[.retryAfter] = String(seconds)
        headers[.accessControlExposeHeaders] = "Retry-After"
    }

    static func methodNotAllowed(_ route: Route) -> Answer {
        var answer = Answer(
            .methodNotAllowed, NUTError(.routeUnknown, "\(route.template) answers to \(route.method.rawValue) only"))
        answer.headers[.allow] = route.method == .get ? "GET, HEAD, OPTIONS" : "\(route.method.rawValue), OPTIONS"
        return answer
    }
}
