internal import ArgumentParser
internal import CashuSecrets
internal import FoundationEssentials
internal import LocalSockets
internal import Logging
internal import ServiceManager
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC

/// `signatory serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the signatory until SIGTERM or SIGINT.",
        discussion: """
            Derives every keyset again and compares it with the keys database before it serves; any difference stops \
            it with an exit status of its own. Logs to standard error. On a signal it takes no new requests, answers \
            those in flight and ends with 0.

            The process forbids core files, debuggers and backtraces (for which it starts itself once more when \
            SWIFT_BACKTRACE=enable=no is not in its environment), and does not serve with keys in memory that it \
            cannot lock: give it LimitMEMLOCK=64M.

            Under systemd it tells when it is ready, and that it is alive (Type=notify, WatchdogSec=), and takes the \
            sockets named `mint` and `admin` that a .socket unit opens at the paths of the configuration.

            Examples:
              $ signatory serve --config /etc/signatory/signatory.toml
              $ signatory serve & signatory status
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        try ProcessHardening.begin()
        let configuration = try file.load()
        let signals = await TerminationSignals.install()
        let logger = Self.logger(configuration)
        try ProcessHardening.lockMemory(configuration) { logger.warning("\($0)") }
        let supervision = try Supervision(configuration.places, logger)
        for path in [configuration.places.mintSocket, configuration.places.adminSocket] {
            try Directory.create(parentOf: path, mode: 0o750)
        }
        let signatory = try await open(configuration, logger)
        do {
            // Everything that was derived is locked, and there is room for what rotations will derive.
            try ProcessHardening.lockMemory(configuration) { _ in }
            try await serve(signatory, configuration, supervision, signals, logger)
        } catch {
            await signatory.close()
            throw error
        }
        await signatory.close()
        logger.info("ended")
    }

    private func open(
        _ configuration: ProgramConfiguration, _ logger: Logger
    ) async throws -> EmbeddedSignatory {
        var core = SignatoryConfiguration(.file(configuration.places.database), defaults: configuration.keysets)
        core.policies = configuration.policies
        return try await EmbeddedSignatory.open(core, seed: .stored(configuration.places.seed), logger: logger)
    }

    private func serve(
        _ signatory: EmbeddedSignatory, _ configuration: ProgramConfiguration, _ supervision: Supervision,
        _ signals: TerminationSignals, _ logger: Logger
    ) async throws {
        let identity = ServerIdentity(
            publicKey: signatory.identity, generation: { signatory.generation },
            sign: { signatory.signIdentity($0) })
        let mint = SignatoryServer.Configuration(
            socketPath: configuration.places.mintSocket, inherited: supervision.mintSocket,
            group: configuration.places.group, allowedClients: configuration.places.allowedClients,
            sharedKey: try supervision.sharedKey(),
            release: SignatoryRelease.name)
        let admin = SignatoryServer.Configuration(
            socketPath: configuration.places.adminSocket, inherited: supervision.adminSocket,
            release: SignatoryRelease.name)
        let mintServer = try await SignatoryServer.listen(
            .mint(signatory), identity: identity, configuration: mint, logger: logger)
        let adminServer: SignatoryServer
        do throws(LocalSocketError) {
            adminServer = try await SignatoryServer.listen(
                .administration { signatory.administration(as: "uid \($0)") }, identity: identity, configuration: admin, logger: logger)
        } catch {
            await mintServer.shutDown()
            throw error
        }
        let metricsServer: MetricsServer?
        do throws(LocalSocketError) {
            metricsServer = try await metrics(signatory, configuration, logger)
        } catch {
            await mintServer.shutDown()
            await adminServer.shutDown()
            throw error
        }
        logger.notice("ready", metadata: ["generation": "\(signatory.generation)"])
        supervision.tell(.ready, .status("serving"))
        let failure = await withTaskGroup(of: LocalSocketError?.self) { group in
            for server in [mintServer, adminServer] { group.addTask { await Self.failure(of: server) } }
            group.addTask {
                await signatory.keepHouse()
                return nil
            }
            if supervision.isWatched {
                group.addTask {
                    await supervision.keepWatchdogQuiet()
                    return nil
                }
            }
            group.addTask {
                let signal = await signals.next()
                if !Task.isCancelled { logger.notice("ending", metadata: ["signal": "\(signal)"]) }
                return nil
            }
            // A signal, or a socket that nobody can reach any more.
            let first = await group.next() ?? nil
            supervision.tell(.stopping)
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        await metricsServer?.shutDown()
        if let failure { throw failure }
    }

    private func metrics(
        _ signatory: EmbeddedSignatory, _ configuration: ProgramConfiguration, _ logger: Logger
    ) async throws(LocalSocketError) -> MetricsServer? {
        guard let socket = configuration.places.metricsSocket else { return nil }
        return try await MetricsServer.listen(socket, group: configuration.places.group, logger: logger) {
            do throws(SignatoryError) {
                return MetricsText(
                    try await signatory.status(), try await signatory.keysets(), try await signatory.limits(),
                    now: UInt64(max(0, Date().timeIntervalSince1970))
                ).text
            } catch {
                logger.error("no metrics", metadata: ["error": "\(error.detail)"])
                return nil
            }
        }
    }

    private static func failure(of server: SignatoryServer) async -> LocalSocketError? {
        do throws(LocalSocketError) {
            try await server.run()
            return nil
        } catch {
            return error
        }
    }

    private static func logger(_ configuration: ProgramConfiguration) -> Logger {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "signatory")
        logger.logLevel = configuration.logLevel
        return logger
    }
}
