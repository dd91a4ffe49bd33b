internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT as events.
///
/// Their disposition is left to libdispatch, which on Linux puts a handler of its own in place: to ignore them, as its
/// documentation asks on other systems, would undo that handler, and the process could not be ended any more.
final class TerminationSignals: Sendable {
    private let stream: AsyncStream<String>

    private init(_ stream: AsyncStream<String>) { self.stream = stream }

    /// On return the signals no longer end the process.
    static func install() async -> TerminationSignals {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
        for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // Keeps the source alive, as long as there may be signals: to the end of the process.
                withExtendedLifetime(source) { _ = continuation.yield(name) }
            }
            await withCheckedContinuation { registered in
                source.setRegistrationHandler { registered.resume() }
                source.resume()
            }
        }
        return TerminationSignals(stream)
    }

    /// Waits for the first of them.
    func next() async -> String {
        for await name in stream { return name }
        return "cancellation"
    }
}
