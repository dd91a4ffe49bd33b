internal import NIOCore
internal import Synchronization

/// Carries messages from any thread to a connection on its event loop. Messages that come while earlier ones wait are
/// delivered together: one wake-up of the loop, one flush.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        /// `nil` before the connection has begun and after it has ended.
        var wake: (@Sendable () -> Void)?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// `false` when the connection has ended: the message will not be delivered.
    func send(_ message: Message) -> Bool {
        let (wake, accepted) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
            guard !state.isClosed else { return (nil, false) }
            state.messages.append(message)
            return (state.messages.count == 1 ? state.wake : nil, true)
        }
        wake?()
        return accepted
    }

    /// Starts the delivery: `wake` is called whenever the first message arrives.
    func open(_ wake: @escaping @Sendable () -> Void) {
        let hasMessages = state.withLock { state in
            state.wake = wake
            return !state.messages.isEmpty
        }
        if hasMessages { wake() }
    }

    func takeAll() -> [Message] {
        state.withLock { state in
            let messages = state.messages
            state.messages = []
            return messages
        }
    }

    /// Ends the delivery and returns what was not delivered.
    func close() -> [Message] {
        state.withLock { state in
            state.isClosed = true
            state.wake = nil
            let messages = state.messages
            state.messages = []
            return messages
        }
    }
}
