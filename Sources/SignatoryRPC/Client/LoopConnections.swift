internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SignatoryAPI
internal import Synchronization

/// The connections of a mint to one signatory: the first, which tells of the keysets, and one for each further event
/// loop. What a task asks on its event loop's connection is written and read by the task's own thread.
///
/// Whoever loses one has lost all, and begins anew. With the first the others are let go and not closed: what is in
/// flight on one holds it until it is answered.
final class LoopConnections: Sendable {
    /// An event loop, and those whose tasks share its connection.
    private struct Lane {
        let loop: any EventLoop
        var users: [ObjectIdentifier] = []
    }

    /// How long nothing is tried after a refusal: who has no place to give is left in peace.
    private static let patience = Duration.seconds(60)

    /// On which the first is to be made.
    static var firstLoop: any EventLoop { lanes(1)[0].loop }

    let first: ClientConnection
    /// Without that of the first.
    private let lanes: [Lane]
    private let others = Mutex<[ObjectIdentifier: ClientConnection]>([:])
    private let hasToldOfRefusal = Atomic(false)

    /// - Parameter maximum: of all connections, the first included.
    init(_ first: ClientConnection, maximum: Int) {
        self.first = first
        lanes = Array(Self.lanes(maximum).dropFirst())
    }

    /// The one of the event loop on which this is called; the first where there is none, or it takes no more requests.
    var ofThisLoop: ClientConnection {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop,
            let own = others.withLock({ $0[ObjectIdentifier(loop)] }), !own.isRetired
        else { return first }
        return own
    }

    /// Makes the others, and returns when all have ended or the task is cancelled.
    ///
    /// - Parameter target: the signatory that answered over the first, by its identity.
    func open(to target: ClientConnection.Target, logger: Logger) async {
        await withDiscardingTaskGroup { group in
            for lane in lanes {
                group.addTask { [self] in await open(lane, to: target, logger) }
            }
        }
    }

    /// Closes all.
    func close() {
        first.close()
        for connection in others.withLock({ Array($0.values) }) { connection.close() }
    }

    private func open(_ lane: Lane, to target: ClientConnection.Target, _ logger: Logger) async {
        while !Task.isCancelled {
            do throws(SignatoryError) {
                let retired = try await connect(lane, to: target, logger)
                if case .ended(let reason) = await retired.value(orWhenCancelled: .goingAway) {
                    first.close("another connection to it has ended: \(reason)")
                }
                return
            } catch {
                // It serves this mint over the first.
                if !Task.isCancelled, !hasToldOfRefusal.exchange(true, ordering: .relaxed) {
                    logger.info("no further connection to the signatory", metadata: ["reason": "\(error.detail)"])
                }
            }
            do { try await Task.sleep(for: Self.patience) } catch { return }
        }
    }

    /// - Returns: what is set when the connection takes no more requests. It is held by its users alone.
    private func connect(
        _ lane: Lane, to target: ClientConnection.Target, _ logger: Logger
    ) async throws(SignatoryError) -> OneShot<ClientConnection.Retirement> {
        let connection = try await ClientConnection.open(target, on: lane.loop, logger: logger)
        others.withLock { others in
            for user in lane.users { others[user] = connection }
        }
        return connection.retired
    }

    private static func lanes(_ maximum: Int) -> [Lane] {
        let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())
        var lanes = loops.prefix(max(1, maximum)).map { Lane(loop: $0) }
        for (number, loop) in loops.enumerated() { lanes[number % lanes.count].users.append(ObjectIdentifier(loop)) }
        return lanes
    }
}
