package import Logging

/// Says to the service manager, again and again, that this program is alive, as long as it is: sd_watchdog_enabled(3).
package struct Watchdog: Sendable {
    /// After so long a silence the service manager kills the program and starts it again.
    package let patience: Duration
    private let notifier: ServiceNotifier
    private let logger: Logger

    /// `nil` when the service manager does not watch this process.
    package init?(
        _ notifier: ServiceNotifier, _ environment: ServiceEnvironment = .ofThisProcess, logger: Logger
    ) throws(ServiceManagerError) {
        guard let text = environment["WATCHDOG_USEC"] else { return nil }
        guard let microseconds = Int64(text), microseconds > 0 else {
            throw .environment("WATCHDOG_USEC", problem: "is no time: \(text)")
        }
        guard try environment.isMeantForThisProcess("WATCHDOG_PID") else { return nil }
        patience = .microseconds(microseconds)
        self.notifier = notifier
        self.logger = logger
    }

    /// Until the task is cancelled.
    /// - Parameter isWell: tries the program. While it says no, or does not return, nothing is said.
    package func run(isWell: @Sendable () async -> Bool) async {
        let clock = ContinuousClock()
        var next = clock.now
        while !Task.isCancelled {
            if await isWell() {
                do throws(ServiceManagerError) { try notifier.send(.watchdog) } catch {
                    logger.error("the watchdog was not reached", metadata: ["error": "\(error)"])
                }
            } else if !Task.isCancelled {
                logger.error("this program does not answer: the service manager will kill it unless that changes")
            }
            next = max(clock.now, next.advanced(by: patience / 2))
            do { try await clock.sleep(until: next) } catch { return }
        }
    }
}
