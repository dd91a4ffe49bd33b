internal import Synchronization

/// A value that is set once, by whoever is first, and awaited by one task.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case set(Value)
        case taken
    }

    private let state = Mutex(State.empty)

    /// `false` when it was set before. Then nothing has changed.
    @discardableResult
    func set(_ value: Value) -> Bool {
        let (continuation, isFirst) = state.withLock { state -> (CheckedContinuation<Value, Never>?, Bool) in
            switch state {
            case .empty:
                state = .set(value)
                return (nil, true)
            case .awaited(let continuation):
                state = .taken
                return (continuation, true)
            case .set, .taken:
                return (nil, false)
            }
        }
        continuation?.resume(returning: value)
        return isFirst
    }

    /// Whether there is a value, awaited or not.
    var isSet: Bool {
        state.withLock { state in
            switch state {
            case .empty, .awaited: false
            case .set, .taken: true
            }
        }
    }

    /// Waits for the value. To be called once.
    func value() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Value? in
                switch state {
                case .empty:
                    state = .awaited(continuation)
                    return nil
                case .set(let value):
                    state = .taken
                    return value
                case .awaited, .taken:
                    preconditionFailure("a value is awaited once")
                }
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}
