internal import Logging
internal import MintDaemon
internal import NIOCore
internal import NIOPosix
internal import ServiceManager

/// The daemon's dealings with the service manager that started it, if one did.
struct Supervision: Sendable {
    private let notifier: ServiceNotifier
    private let watchdog: Watchdog?
    private let logger: Logger

    init(_ logger: Logger) throws {
        do throws(ServiceManagerError) {
            notifier = try ServiceNotifier()
            watchdog = try Watchdog(notifier, logger: logger)
        } catch {
            throw DaemonFailure(exitCode: 78, "\(error)")
        }
        self.logger = logger
    }

    func tellReady(at address: SocketAddress?) {
        tell(.ready, .status("serving on \(address?.description ?? "an unknown address")"))
    }

    func tellStopping() { tell(.stopping, .status("finishing what was begun")) }

    /// Keeps the watchdog quiet while `body` runs.
    func watch(_ body: @Sendable @escaping () async -> Void) async {
        guard let watchdog else { return await body() }
        await withTaskGroup { group in
            group.addTask { await watchdog.run(isWell: Self.turnsEveryLoop) }
            await body()
            group.cancelAll()
        }
    }

    /// Whether the threads that read requests do their work, and those on which this runs. Not a request: while there are
    /// as many connections as there may be, the mint is busy, and killing it would help whoever made them. Nor the
    /// database: a mint that waits for it goes on by itself.
    @Sendable private static func turnsEveryLoop() async -> Bool {
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
            do { try await loop.submit {}.get() } catch { return false }
        }
        return true
    }

    /// A mint that serves goes on, even when nobody hears of it.
    private func tell(_ states: ServiceNotifier.State...) {
        for state in states {
            do throws(ServiceManagerError) { try notifier.send(state) } catch {
                logger.error("the service manager was not reached", metadata: ["error": "\(error)"])
            }
        }
    }
}
