internal import Cashu
internal import HTTPTypes
internal import MintCore

/// How a request of an operator ends without its answer. The details are for him.
struct ManagementFailure: Error {
    let status: HTTPResponse.Status
    let detail: String

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    init(_ failure: AdministrationFailure) {
        switch failure {
        case .unknown(let detail): self.init(.notFound, detail)
        case .refused(let detail): self.init(.conflict, detail)
        case .failed(.refused(let error)): self.init(.badRequest, error.detail)
        case .failed(.unavailable(let detail, _)): self.init(.serviceUnavailable, detail)
        case .failed(.internalFailure(let detail)): self.init(.internalServerError, detail)
        }
    }
}
