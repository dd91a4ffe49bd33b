internal import Logging
internal import MintCore

/// Serves the subscriptions of one connection (NUT-17), in one task: so an answer goes out before the first
/// notification, and never an older state after a newer one.
///
/// It keeps no queue of what to send. It remembers what it sent last, and looks into the database at what may have
/// changed since, a page at a time, whenever the wallet has read what was sent before: however slowly that reads, it
/// costs no more than its subscriptions.
struct SubscriptionSession {
    /// Subjects read in one transaction and sent together.
    private static let pageSize = 100
    /// Between an answer and the first notification. Wallets of nutshell note what they have subscribed to after they
    /// have sent it, and lose what comes sooner.
    private static let breath = Duration.milliseconds(50)

    private let mint: Mint
    private let limits: SubscriptionLimits
    private let peer: WebSocketPeer
    private let logger: Logger
    private let admits: @Sendable (Int) -> Bool

    /// - Parameter admits: whether the client may ask for something now, in so many bytes.
    init(
        _ mint: Mint, _ limits: SubscriptionLimits, _ peer: WebSocketPeer, logger: Logger,
        admits: @escaping @Sendable (Int) -> Bool
    ) {
        self.mint = mint
        self.limits = limits
        self.peer = peer
        self.logger = logger
        self.admits = admits
    }

    /// Until the connection ends.
    func run() async {
        let watcher = mint.watcher { [inbox = peer.inbox] in inbox.wake() }
        defer { watcher.forgetAll() }
        var subscriptions = Subscriptions(limits)
        var answered: ContinuousClock.Instant?
        for await _ in peer.inbox.wakes {
            repeat {
                guard await peer.isWritable() else { return }
            } while await step(&subscriptions, watcher, &answered)
        }
    }

    /// - Returns: `false` when there is nothing to do, or it cannot be done now.
    private func step(
        _ subscriptions: inout Subscriptions, _ watcher: Watcher, _ answered: inout ContinuousClock.Instant?
    ) async -> Bool {
        if let message = peer.takeMessage() {
            answered = .now
            peer.send([answer(message, &subscriptions, watcher)])
            peer.setIdle(subscriptions.isEmpty)
            return true
        }
        if let moment = answered {
            answered = nil
            // Ends early when the task is cancelled, which is the end of the connection.
            try? await Task.sleep(until: moment + Self.breath)
        }
        subscriptions.look(at: watcher.takeNews())
        let page = subscriptions.takeDue(Self.pageSize)
        guard !page.isEmpty else { return false }
        do throws(MintFailure) {
            send(subscriptions.updates(page, try await mint.standings(of: page)))
            return true
        } catch {
            // Tried again with the next sweep at the latest.
            subscriptions.putBack(page)
            logger.warning("subscriptions could not be looked after yet", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func answer(
        _ message: [UInt8], _ subscriptions: inout Subscriptions, _ watcher: Watcher
    ) -> [UInt8] {
        var writer = JSONWriter()
        do throws(RPCRequest.Refusal) {
            let request = try RPCRequest(message, limits)
            do throws(RPCError) {
                guard admits(message.count) else { throw .unavailable("too many requests; try again later") }
                let id = try serve(request.call, &subscriptions, watcher)
                writer.accepted(request.id, subscription: id)
            } catch {
                throw RPCRequest.Refusal(id: request.id, error: error)
            }
        } catch {
            logger.debug("a request was refused", metadata: ["code": "\(error.error.code)"])
            writer.refused(error)
        }
        return writer.bytes
    }

    /// - Returns: the id of the subscription.
    private func serve(
        _ call: RPCRequest.Call, _ subscriptions: inout Subscriptions, _ watcher: Watcher
    ) throws(RPCError) -> String {
        switch call {
        case .subscribe(let parameters):
            guard let kind = SubscriptionKind(rawValue: parameters.kind),
                kind.method.map(mint.methods.contains) ?? true
            else {
                throw .invalidParameters("kind is not known")
            }
            var subjects: [Subject] = []
            for filter in parameters.filters { subjects.append(try kind.subject(filter)) }
            try subscriptions.add(parameters.id, subjects) { watcher.watch($0) }
            return parameters.id
        case .unsubscribe(let id):
            watcher.forget(try subscriptions.remove(id))
            return id
        }
    }

    private func send(_ updates: [Subscriptions.Update]) {
        guard !updates.isEmpty else { return }
        peer.send(
            updates.map { update in
                var writer = JSONWriter()
                writer.notification(update.subscription, update.standing)
                return writer.bytes
            })
    }
}
