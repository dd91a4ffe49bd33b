internal import Glibc
internal import Storage
internal import Synchronization

/// The session that holds the lock of this process and hears what is notified.
final class PostgresListener: Sendable {
    private let configuration: PostgresConfiguration
    private let owner: Int64
    private let board: NoticeBoard
    private let funnel: StatementFunnel
    private let first: Mutex<Handover?>
    private let isOver = Atomic(false)
    private let holds = Atomic(true)

    /// How long a look at the socket takes, and a pause before the next attempt to connect, in milliseconds.
    private static let interval: Int32 = 200

    /// A connection on its way to the one thread that will use it.
    private struct Handover: @unchecked Sendable {  // the maker keeps no reference
        let connection: PostgresConnection
    }

    init(_ configuration: PostgresConfiguration, owner: Int64, board: NoticeBoard) throws(DatabaseError) {
        self.configuration = configuration
        self.owner = owner
        self.board = board
        funnel = configuration.funnel
        first = Mutex(nil)
        let connection = try PostgresConnection(configuration)
        try connection.requireWritable()
        try hold(connection)
        first.withLock { $0 = Handover(connection: connection) }
    }

    /// Whether the lock of this process is held.
    var isHolding: Bool { holds.load(ordering: .relaxed) }

    func end() { isOver.store(true, ordering: .relaxed) }

    func run() {
        var connection = first.withLock { first in
            defer { first = nil }
            return first?.connection
        }
        var isFirstTry = true
        while !isOver.load(ordering: .relaxed) {
            if let open = connection {
                if !listen(on: open) {
                    connection = nil
                    holds.store(false, ordering: .relaxed)
                }
            } else {
                connection = reopened(isFirstTry: &isFirstTry)
                if connection != nil { holds.store(true, ordering: .relaxed) }
            }
        }
    }

    /// - Returns: `false` when the connection is lost.
    private func listen(on connection: PostgresConnection) -> Bool {
        // First what was read with the answer to LISTEN: nobody is woken by it any more.
        guard let texts = connection.notifications() else {
            funnel.note("notices may be missed", DatabaseError(.unreachable, "the listening connection was lost"))
            return false
        }
        board.post(texts.compactMap(Notice.init(text:)))
        var descriptor = pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&descriptor, 1, Self.interval)
        return true
    }

    /// - Parameter isFirstTry: one line in the log for each time that the server is away.
    private func reopened(isFirstTry: inout Bool) -> PostgresConnection? {
        do throws(DatabaseError) {
            let connection = try PostgresConnection(configuration)
            try hold(connection)
            isFirstTry = true
            return connection
        } catch {
            if isFirstTry { funnel.note("no connection to listen on", error) }
            isFirstTry = false
            usleep(UInt32(Self.interval) * 1_000)
            return nil
        }
    }

    /// Takes the lock of this process, and listens.
    private func hold(_ connection: PostgresConnection) throws(DatabaseError) {
        // Another process may hold it for a moment, to find out whether this one has ended.
        _ = try funnel.run("SELECT pg_advisory_lock(\(owner))", on: connection)
        _ = try funnel.run(.script("LISTEN mint"), on: connection)
    }
}
