internal import NIOCore
internal import Synchronization

/// The connections of a server, and how many there may be.
final class Admission: Sendable {
    typealias Number = UInt64

    struct Member: Sendable {
        let mailbox: Mailbox<ServerPeer.Message>
        let channel: any Channel
        var isReady = false
    }

    private struct State {
        var next: Number = 0
        var members: [Number: Member] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let maximumHandshakes: Int
    private let maximumConnections: Int

    init(maximumHandshakes: Int, maximumConnections: Int) {
        self.maximumHandshakes = maximumHandshakes
        self.maximumConnections = maximumConnections
    }

    /// `nil` when too many connections have not said hello, or the server ends.
    func enter(_ mailbox: Mailbox<ServerPeer.Message>, _ channel: any Channel) -> Number? {
        state.withLock { state in
            guard !state.isClosed, state.members.values.count(where: { !$0.isReady }) < maximumHandshakes else {
                return nil
            }
            state.next += 1
            state.members[state.next] = Member(mailbox: mailbox, channel: channel)
            return state.next
        }
    }

    /// After the hello. `false` when there are too many that have said theirs.
    func promote(_ number: Number) -> Bool {
        state.withLock { state in
            guard state.members.values.count(where: \.isReady) < maximumConnections else { return false }
            state.members[number]?.isReady = true
            return true
        }
    }

    func leave(_ number: Number) {
        // The last reference goes after the lock is released.
        let removed = state.withLock { $0.members.removeValue(forKey: number) }
        _ = removed
    }

    func send(_ message: ServerPeer.Message) {
        for member in state.withLock({ Array($0.members.values) }) {
            // A connection that has just ended needs no message.
            _ = member.mailbox.send(message)
        }
    }

    /// Admits nobody any more, and returns who is there.
    func close() -> [Member] {
        state.withLock { state in
            state.isClosed = true
            return Array(state.members.values)
        }
    }
}
