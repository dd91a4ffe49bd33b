internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SignatoryAPI
internal import Synchronization

/// Connections beside the first, each for the tasks that run on some event loops: what such a task asks is written by
/// its own thread, which also reads the answer. Who has none here uses the first.
final class LoopConnections: Sendable {
    /// An event loop, and those whose tasks share its connection.
    private struct Lane {
        let loop: any EventLoop
        var users: [ObjectIdentifier] = []
    }

    /// Of the first connection, which is not kept here.
    let firstLoop: any EventLoop
    private let lanes: [Lane]
    private let connections = Mutex<[ObjectIdentifier: ClientConnection]>([:])

    /// - Parameter maximum: of all connections, the first included.
    init(_ maximum: Int) {
        let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())
        var lanes = loops.prefix(max(1, maximum)).map { Lane(loop: $0) }
        for (number, loop) in loops.enumerated() { lanes[number % lanes.count].users.append(ObjectIdentifier(loop)) }
        firstLoop = lanes.removeFirst().loop
        self.lanes = lanes
    }

    /// `nil` where there is no event loop, or it uses the first connection, or its own is away.
    var ofThisLoop: ClientConnection? {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop,
            let connection = connections.withLock({ $0[ObjectIdentifier(loop)] }), connection.isOpen
        else { return nil }
        return connection
    }

    func close() {
        for connection in connections.withLock({ Array($0.values) }) { connection.close() }
    }

    /// Makes them, and makes them anew, until the task is cancelled; then they are closed.
    func keep(to target: ClientConnection.Target, logger: Logger) async {
        await withDiscardingTaskGroup { group in
            for lane in lanes {
                group.addTask { [self] in await keep(lane, to: target, logger) }
            }
        }
    }

    private func keep(_ lane: Lane, to target: ClientConnection.Target, _ logger: Logger) async {
        var backoff = Backoff()
        while !Task.isCancelled {
            do throws(SignatoryError) {
                let connection = try await ClientConnection.open(target, on: lane.loop, logger: logger)
                set(connection, for: lane)
                await connection.closed()
                set(nil, for: lane)
            } catch {
                // A signatory that has no place for it serves this mint through the first.
                logger.debug("no further connection to the signatory", metadata: ["reason": "\(error.detail)"])
            }
            do { try await Task.sleep(for: backoff.next()) } catch { return }
        }
    }

    private func set(_ connection: ClientConnection?, for lane: Lane) {
        connections.withLock { connections in
            for user in lane.users { connections[user] = connection }
        }
    }
}
