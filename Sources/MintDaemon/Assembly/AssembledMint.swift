internal import CProcess
internal import LocalSockets
package import Logging
package import MintCore
internal import MintHTTP
internal import MintManagement
internal import MintStore
package import NIOCore
internal import PaymentAPI
internal import ServiceLifecycle
package import SignatoryAPI
internal import Storage
internal import StoragePostgres
internal import StorageSQLite
internal import UnixSignals

/// A mint with all it stands on: database, Lightning backend, HTTP server. It holds no keys and knows a signatory only
/// as a `Signatory`.
package struct AssembledMint: Sendable {
    package let mint: Mint
    private let database: Database
    private let group: ServiceGroup
    private let logger: Logger

    /// Opens the database, brings its tables up to date and loads the keysets that were stored. Nothing listens yet,
    /// and the signatory need not be there.
    /// - Parameters:
    ///   - connection: what keeps the signatory reachable; runs until its task is cancelled, as the last to end.
    ///   - metrics: what this process measures, for `configuration.metrics`.
    ///   - onRunning: called once the server listens, with its address.
    ///   - onStopping: called when the mint begins to end, before it finishes what was begun.
    package static func assemble(
        _ configuration: MintConfiguration, signatory: any Signatory, connection: (@Sendable () async -> Void)? = nil,
        metrics: MetricsRegistry? = nil, logger: Logger, onRunning: @escaping @Sendable (SocketAddress?) async -> Void = { _ in },
        onStopping: (@Sendable () -> Void)? = nil
    ) async throws(MintStartError) -> AssembledMint {
        let database = try await open(configuration, logger)
        do throws(MintStartError) {
            let mint = Mint(
                settings: configuration.mint, database: database, signatory: signatory,
                backend: try configuration.makeBackend(logger), logger: logger)
            do throws(MintFailure) { try await mint.start() } catch { throw .stored(error) }
            let server = MintServer.make(
                mint, settings: bounded(configuration.http, logger), version: MintRelease.version, logger: logger,
                onRunning: onRunning)
            // They end in the opposite order: first no more requests, then the operator's way in, then what was begun,
            // then the way to the keys.
            var services: [any Service] = [BackgroundService { await mint.run() }]
            if let management = try management(configuration, mint, logger) {
                services.append(BackgroundService { await management.run() })
            }
            if let settings = configuration.metrics, let metrics {
                services.append(MetricsServer.make(settings, metrics, logger: logger))
            }
            services.append(server)
            if let connection { services.insert(BackgroundService(body: connection), at: 0) }
            if let onStopping { services.append(Announcement(body: onStopping)) }
            return AssembledMint(
                mint: mint, database: database, group: group(services, configuration, logger), logger: logger)
        } catch {
            await database.close()
            throw error
        }
    }

    /// Serves until SIGTERM, SIGINT or `shutDown()`, finishes what was begun, and closes the database.
    package func run() async throws(MintStartError) {
        let outcome: Result<Void, MintStartError>
        do {
            try await group.run()
            outcome = .success(())
        } catch {
            outcome = .failure(.service("\(error)"))
        }
        await database.close()
        logger.info("mint ended")
        if let detail = mint.rollback { throw .rolledBack(detail) }
        try outcome.get()
    }

    /// What SIGTERM does.
    package func shutDown() async { await group.triggerGracefulShutdown() }

    /// As many connections as there are descriptors for, less what the mint needs for itself: without one it could not
    /// reach its signatory again.
    private static func bounded(_ settings: HTTPSettings, _ logger: Logger) -> HTTPSettings {
        let descriptors = mint_raise_descriptor_limit()
        let most = max(1, Int(clamping: descriptors) - reservedDescriptors)
        guard descriptors > 0, settings.maximumConnections > most else { return settings }
        logger.warning(
            "fewer connections than configured: this process may open too few files (ulimit -n)",
            metadata: ["connections": "\(most)", "configured": "\(settings.maximumConnections)"])
        var settings = settings
        settings.maximumConnections = most
        return settings
    }

    private static let reservedDescriptors = 64 + MetricsServer.maximumConnections

    /// Has its socket already, so that a second mint of the same one is refused before it serves anybody.
    private static func management(
        _ configuration: MintConfiguration, _ mint: Mint, _ logger: Logger
    ) throws(MintStartError) -> ManagementServer? {
        guard let socket = configuration.managementSocket else { return nil }
        do throws(LocalSocketError) {
            return try ManagementServer(claiming: socket, mint: mint, logger: logger)
        } catch {
            throw .management(error)
        }
    }

    private static func open(
        _ configuration: MintConfiguration, _ logger: Logger
    ) async throws(MintStartError) -> Database {
        do throws(DatabaseError) {
            let database = try database(configuration.database, logger)
            do throws(DatabaseError) {
                try await MintSchema.migrations.apply(to: database)
            } catch {
                await database.close()
                throw error
            }
            return database
        } catch {
            throw .database(error)
        }
    }

    private static func database(
        _ settings: DatabaseSettings, _ logger: Logger
    ) throws(DatabaseError) -> Database {
        switch settings {
        case .sqlite(let path): Database(try SQLiteEngine(SQLiteConfiguration(.file(path), logger: logger)))
        case .postgres(let server): Database(try PostgresEngine(PostgresConfiguration(server, logger: logger)))
        }
    }

    private static func group(
        _ services: [any Service], _ configuration: MintConfiguration, _ logger: Logger
    ) -> ServiceGroup {
        var settings = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // The longest answer is a melt that waits for its payment; who has none by then finds it under its quote.
        settings.maximumGracefulShutdownDuration = .seconds(configuration.mint.meltWaitSeconds + 15)
        return ServiceGroup(configuration: settings)
    }
}

/// Work that goes on until the daemon ends.
private struct BackgroundService: Service {
    let body: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await body() }
    }
}

/// What is called once, when the daemon begins to end.
private struct Announcement: Service {
    let body: @Sendable () -> Void

    func run() async throws {
        do { try await gracefulShutdown() } catch { return }
        body()
    }
}
