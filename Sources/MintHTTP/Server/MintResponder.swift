internal import Cashu
internal import HTTPTypes
package import Hummingbird
package import Logging
package import MintCore
internal import NIOCore

/// The HTTP interface of a mint: finds the route, reads the body, asks the mint and writes its answer.
package struct MintResponder: HTTPResponder {
    package typealias Context = MintRequestContext

    let mint: Mint
    let version: String
    let gate: ClientGate
    let doorkeeper: Doorkeeper?
    private let bodies: BodyReader
    private let bodyLimit: BodyLimit

    /// - Parameter version: of this program, for `GET /v1/info`.
    package init(_ mint: Mint, settings: HTTPSettings, version: String, logger: Logger) {
        self.mint = mint
        self.version = version
        gate = ClientGate(settings.clients)
        doorkeeper = settings.authentication.map { Doorkeeper($0, mint, logger: logger) }
        bodies = BodyReader(patience: .seconds(settings.bodySeconds))
        bodyLimit = BodyLimit(mint.settings.limits)
    }

    /// Throws only what the connection throws when it ends before the request does.
    package func respond(to request: Request, context: Context) async throws -> Response {
        if request.method == .options { return Answer.preflight.response }
        let parsed = Result { () throws(NUTError) in try knownRoute(request) }
        let client = Client(context.peer, request.headers, gate.limits)
        if let seconds = gate.refusal(client, cost: (try? parsed.get())?.cost ?? 1) {
            log(request, try? parsed.get(), .tooManyRequests, context)
            return Answer.tooManyRequests(retryAfterSeconds: seconds).response
        }
        let route: Route
        do throws(NUTError) {
            route = try parsed.get()
        } catch {
            log(request, nil, error.code == .quoteUnknown ? .badRequest : .notFound, context)
            return Answer(error.code == .quoteUnknown ? .badRequest : .notFound, error).response
        }
        guard request.method == route.method || request.method == .head && route.method == .get else {
            log(request, route, .methodNotAllowed, context)
            return Answer.methodNotAllowed(route).response
        }
        let answer = try await answer(route, request, client, context)
        log(request, route, answer.status, context)
        if answer.closesConnection { _ = context.closeConnection(in: .seconds(5)) }
        return request.method == .head ? answer.response.createHeadResponse() : answer.response
    }

    private func answer(
        _ route: Route, _ request: Request, _ client: Client, _ context: Context
    ) async throws -> Answer {
        do {
            let admission = try await doorkeeper?.check(request.head) ?? Admission()
            var body: [UInt8] = []
            if route.method == .post {
                body = try await bodies.read(request, context, atMost: bodyLimit[route])
                gate.charge(client, cost: Route.cost(bytes: body.count))
            }
            if route == .blindMint { return try await issueTokens(body, for: admission.user) }
            guard let token = admission.token else { return try await serve(route, body, request.headers) }
            return try await TokenTurn(mint, token, route, request.head, body).answer {
                [self, body] () throws(MintFailure) in
                try await serve(route, body, request.headers)
            } answerAgain: { [self, body] () throws(MintFailure) in
                // A melt whose payment has failed would be tried again.
                guard case .melt(let method) = route else { return try await serve(route, body, request.headers) }
                return try await melt(body, request.headers, method, isRepetition: true)
            }
        } catch let failure as MintFailure {
            return Answer(failure, logger: context.logger)
        } catch let error as NUTError {
            return Answer(.refused(error), logger: context.logger)
        }
    }

    private func serve(
        _ route: Route, _ body: [UInt8], _ headers: HTTPFields
    ) async throws(MintFailure) -> Answer {
        route.method == .get ? try await look(route) : try await act(route, body, headers: headers)
    }

    /// A mint that asks for no tokens has nothing to do with any.
    /// What is served is what is guarded: a target whose path is not written out at its beginning, such as one with an
    /// authority that nobody can read, leads nowhere.
    private func knownRoute(_ request: Request) throws(NUTError) -> Route {
        let path = request.uri.path
        guard request.head.path.map({ String($0.prefix { $0 != "?" }) }) == path else { throw Route.unknown }
        let route = try Route(path: path)
        switch route {
        case .blindKeys, .blindKeysetKeys, .blindKeysets, .blindMint:
            guard doorkeeper?.settings.usesBlindTokens == true else { throw Route.unknown }
        // A method that the backend does not have now is one that nobody knows. Quotes from before are still served.
        case .mintQuotes(let method), .meltQuotes(let method):
            guard mint.methods.contains(method) else {
                throw NUTError(.routeUnknown, "this mint does not know the payment method")
            }
        default: break
        }
        return route
    }

    private func log(_ request: Request, _ route: Route?, _ status: HTTPResponse.Status, _ context: Context) {
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(route?.template ?? "unknown")",
                "status": "\(status.code)",
            ])
    }
}
