internal import Cashu
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import ManagementAPI
internal import MintCore
internal import NIOCore

/// Answers one request of an operator.
struct ManagementResponder: Sendable {
    private let administration: Administration
    private let logger: Logger

    /// How long a body may take to arrive.
    private static let bodyTime = TimeAmount.seconds(10)

    init(_ administration: Administration, logger: Logger) {
        self.administration = administration
        self.logger = logger
    }

    func answer(_ request: Request, on channel: any Channel) async -> Response {
        do throws(ManagementFailure) {
            guard let route = ManagementRoute(path: request.uri.path) else {
                throw ManagementFailure(.notFound, "there is no such path")
            }
            guard request.method == (route.isPost ? .post : .get) else {
                throw ManagementFailure(.methodNotAllowed, "\(route.path) answers to \(route.isPost ? "POST" : "GET")")
            }
            let body = route.isPost ? try await read(request, on: channel) : []
            return Self.response(.ok, try await answer(route, body))
        } catch {
            if error.status.kind == .serverError {
                logger.error("an operator was not served", metadata: ["detail": "\(error.detail)"])
            }
            return Self.refusal(error)
        }
    }

    private func answer(_ route: ManagementRoute, _ body: [UInt8]) async throws(ManagementFailure) -> [UInt8] {
        do throws(AdministrationFailure) {
            switch route {
            case .sagas:
                let sagas = try await administration.sagas()
                return try encode(SagaListAnswer(administration, sagas))
            case .saga(let text):
                return try encode(SagaEvidenceAnswer(administration, try await administration.saga(reference(text))))
            case .resolveSaga(let text):
                let request = try decode(SagaResolveRequest.self, body)
                let resolution = try await administration.resolve(
                    saga: reference(text), request.sagaAction(), reason: request.reason)
                return try encode(ResolveAnswer(isOver: resolution.isOver, detail: resolution.detail))
            case .incidents:
                let incidents = try await administration.incidents()
                return try encode(IncidentListAnswer(incidents: incidents.map(IncidentMessage.init)))
            case .resolveIncident(let number):
                let request = try decode(IncidentResolveRequest.self, body)
                try await administration.resolve(incident: number, reason: request.reason)
                return try encode(ResolveAnswer(isOver: true, detail: "incident \(number) is resolved"))
            case .audit:
                let report = try await administration.audit()
                return try encode(AuditAnswer(report, try await administration.sagas()))
            }
        } catch {
            throw ManagementFailure(error)
        }
    }

    private func reference(_ text: String) throws(AdministrationFailure) -> SagaReference {
        guard let reference = SagaReference(text) else { throw .unknown("\(text) is the id of no operation") }
        return reference
    }

    private func encode(_ message: some Encodable) throws(AdministrationFailure) -> [UInt8] {
        do {
            return try ManagementCoding.encode(message)
        } catch {
            throw .failed(.internalFailure(detail: "an answer cannot be written: \(error)"))
        }
    }

    private func decode<Message: Decodable>(
        _ type: Message.Type, _ body: [UInt8]
    ) throws(AdministrationFailure) -> Message {
        do {
            return try ManagementCoding.decode(type, body)
        } catch {
            throw .failed(.refused(.malformedRequest, "the body is no \(type)"))
        }
    }

    private func read(_ request: Request, on channel: any Channel) async throws(ManagementFailure) -> [UInt8] {
        let timer = channel.eventLoop.scheduleTask(in: Self.bodyTime) { channel.close(promise: nil) }
        defer { timer.cancel() }
        do {
            return Array(buffer: try await request.body.collect(upTo: ManagementCoding.maximumRequestBytes))
        } catch {
            let limit = ManagementCoding.maximumRequestBytes
            throw ManagementFailure(.contentTooLarge, "the body has more than \(limit) bytes, or ended early")
        }
    }

    private static func refusal(_ failure: ManagementFailure) -> Response {
        let body = (try? ManagementCoding.encode(RefusalAnswer(detail: failure.detail))) ?? []
        return response(failure.status, body)
    }

    /// There is no hurry here, and one request for each connection leaves nothing to be confused about.
    private static func response(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .connection: "close"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
