internal import LocalSockets
internal import Logging
internal import ServiceManager
internal import SignatoryAPI
internal import SignatoryRPC
internal import StrictTOML

/// The daemon's dealings with the service manager that started it, if one did.
struct Supervision: Sendable {
    let mintSocket: InheritedSocket?
    let adminSocket: InheritedSocket?
    private let notifier: ServiceNotifier
    private let watchdog: Watchdog?
    private let places: ProgramPlaces
    private let logger: Logger

    init(_ places: ProgramPlaces, _ logger: Logger) throws {
        notifier = try ServiceNotifier()
        watchdog = try Watchdog(notifier, logger: logger)
        let sockets = try ActivatedSockets.take(["mint", "admin"])
        mintSocket = try Self.socket("mint", of: sockets, at: places.mintSocket)
        adminSocket = try Self.socket("admin", of: sockets, at: places.adminSocket)
        self.places = places
        self.logger = logger
    }

    /// What a client of the mint's socket must have, too; `nil` when nothing is asked of it.
    func sharedKey() throws -> PreSharedKey? {
        guard let file = places.sharedKeyFile else { return nil }
        guard let path = file.path(credentials: ServiceEnvironment.ofThisProcess["CREDENTIALS_DIRECTORY"]) else {
            throw CommandFailure(.noInput, "psk_credential: the service manager gave this process no credentials")
        }
        return try PreSharedKeyFile.read(path)
    }

    /// A signatory that serves goes on, even when nobody hears of it.
    func tell(_ states: ServiceNotifier.State...) {
        for state in states {
            do throws(ServiceManagerError) { try notifier.send(state) } catch {
                logger.error("the service manager was not reached", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Whether the service manager wants to hear that the daemon is alive.
    var isWatched: Bool { watchdog != nil }

    /// Until the task is cancelled.
    func keepWatchdogQuiet() async { await watchdog?.run(isWell: isAnswering) }

    /// Asks as an operator does, over the socket that nobody else can fill up.
    private func isAnswering() async -> Bool {
        do throws(SignatoryError) {
            let administration = try await RemoteSignatoryAdministration.connect(
                socketPath: places.adminSocket, release: "watchdog",
                logger: Logger(label: "watchdog") { _ in SwiftLogNoOpLogHandler() })
            defer { administration.close() }
            _ = try await administration.status()
            return true
        } catch {
            logger.error("no answer over the admin socket", metadata: ["error": "\(error.detail)"])
            return false
        }
    }

    private static func socket(
        _ name: String, of sockets: [String: Int32], at path: String
    ) throws -> InheritedSocket? {
        guard let descriptor = sockets[name] else { return nil }
        let socket = try InheritedSocket(checking: descriptor, name: name)
        guard socket.path == path else {
            throw CommandFailure(
                .configuration, "the service manager listens on \(socket.path), but \(name)_socket is \(path)")
        }
        return socket
    }
}
