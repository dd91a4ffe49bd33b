import Glibc
import Logging
import ServiceManager
import Synchronization
import TestSupport
import Testing

@Suite("The service manager is told", .timeLimit(.minutes(1)))
struct ServiceNotifierTests {
    private func notifier(_ address: String?) throws -> ServiceNotifier {
        try ServiceNotifier(ServiceEnvironment { $0 == "NOTIFY_SOCKET" ? address : nil })
    }

    @Test("how a program is, at a path or at an abstract address", arguments: [true, false])
    func states(_ isAbstract: Bool) throws {
        let directory = try TemporaryDirectory()
        let manager = try NotificationSocket((isAbstract ? "@" : "") + directory.path(of: "notify"))
        let notifier = try notifier(manager.address)
        try notifier.send(.ready, .status("generation 1\nREADY=0"))
        #expect(manager.take() == "READY=1\nSTATUS=generation 1 READY=0")
        try notifier.send(.watchdog)
        try notifier.send(.stopping)
        #expect(manager.take() == "WATCHDOG=1")
        #expect(manager.take() == "STOPPING=1")
        #expect(manager.take() == nil)
    }

    @Test("nothing when there is none")
    func nobody() throws {
        try notifier(nil).send(.ready)
    }

    @Test("nothing at an address of another kind, or at which nobody listens")
    func unreachable() throws {
        #expect(throws: ServiceManagerError.self) { try notifier("vsock:2:1234") }
        let directory = try TemporaryDirectory()
        let nowhere = try notifier(directory.path(of: "nowhere"))
        #expect(throws: ServiceManagerError.self) { try nowhere.send(.ready) }
    }
}

/// What a watchdog asks after.
private final class Patient: Sendable {
    private let state = Atomic(true)

    var isWell: Bool {
        get { state.load(ordering: .sequentiallyConsistent) }
        set { state.store(newValue, ordering: .sequentiallyConsistent) }
    }
}

@Suite("A watchdog", .timeLimit(.minutes(1)))
struct WatchdogTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func environment(_ address: String, _ microseconds: String?, pid: String? = nil) -> ServiceEnvironment {
        ServiceEnvironment { name in
            switch name {
            case "NOTIFY_SOCKET": address
            case "WATCHDOG_USEC": microseconds
            case "WATCHDOG_PID": pid
            default: nil
            }
        }
    }

    private func watchdog(_ environment: ServiceEnvironment) throws -> Watchdog? {
        try Watchdog(ServiceNotifier(environment), environment, logger: Self.quiet)
    }

    @Test("is quiet as long as the program is well, and only then")
    func wellness() async throws {
        let directory = try TemporaryDirectory()
        let manager = try NotificationSocket(directory.path(of: "notify"))
        let watchdog = try #require(try watchdog(environment(manager.address, "2000")))
        #expect(watchdog.patience == .milliseconds(2))
        let patient = Patient()
        let (asked, questions) = AsyncStream.makeStream(of: Bool.self)
        await withTaskGroup { group in
            group.addTask {
                await watchdog.run {
                    questions.yield(patient.isWell)
                    return patient.isWell
                }
            }
            for _ in 0..<3 { #expect(await manager.receives("WATCHDOG=1")) }
            patient.isWell = false
            // After the second bad answer nothing is on its way any more from the last good one.
            var bad = 0
            for await answer in asked {
                if !answer { bad += 1 }
                if bad == 2 { break }
            }
            while manager.take() != nil {}
            for await _ in asked {
                bad += 1
                if bad == 12 { break }
            }
            #expect(manager.take() == nil)
            patient.isWell = true
            #expect(await manager.receives("WATCHDOG=1"))
            group.cancelAll()
        }
    }

    @Test("is there only for the process that it is meant for")
    func absence() throws {
        #expect(try watchdog(environment("/nowhere", nil)) == nil)
        #expect(try watchdog(environment("/nowhere", "1000", pid: "1")) == nil)
        #expect(try watchdog(environment("/nowhere", "1000", pid: "\(getpid())")) != nil)
        for wrong in ["", "0", "-1", "1s"] {
            #expect(throws: ServiceManagerError.self) { try watchdog(environment("/nowhere", wrong)) }
        }
    }
}
