internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import Logging
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC
internal import TestSupport

/// Where the signatory is. Whoever uses one through its protocols cannot tell.
enum Placement: String, Sendable, CaseIterable {
    case embedded, remote
}

/// A signatory as its users see it.
struct Subject: Sendable {
    let signatory: any Signatory
    let administration: any SignatoryAdministration

    /// The active keyset of a unit.
    func active(_ unit: CurrencyUnit = .sat) async throws -> Keyset {
        let keyset = try await administration.keysets().keysets.first { $0.unit == unit && $0.state == .active }
        guard let keyset else { throw SignatoryError(.keysetUnknown, "no active keyset of \(unit)") }
        return keyset
    }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Lends a new signatory whose `units` have a keyset of 2^0 to 2^7 each.
func withSignatory(
    _ placement: Placement, units: [CurrencyUnit] = [.sat], _ body: (Subject) async throws -> Void
) async throws {
    var defaults = KeysetDefaults()
    if let small = KeysetDefaults(units: units, maximumOrder: 8, idVersion: .version2) { defaults = small }
    let seed = unsafe Array(repeating: UInt8(7), count: 32).withUnsafeBytes { unsafe Seed(bytes: $0) }
    let embedded = try await EmbeddedSignatory.open(
        SignatoryConfiguration(.memory, defaults: defaults), seed: .kept(seed), logger: quiet)
    switch placement {
    case .embedded: try await body(Subject(signatory: embedded, administration: embedded))
    case .remote: try await withSockets(embedded, body)
    }
    await embedded.close()
}

/// Serves both sockets of `embedded` and lends what connects to them.
private func withSockets(_ embedded: EmbeddedSignatory, _ body: (Subject) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let identity = ServerIdentity(
        publicKey: embedded.identity, generation: { embedded.generation }, sign: { embedded.signIdentity($0) })
    let mint = try await SignatoryServer.listen(
        .mint(embedded), identity: identity, configuration: .init(socketPath: directory.path(of: "mint.sock")),
        logger: quiet)
    let admin = try await SignatoryServer.listen(
        .administration({ embedded.administration(as: "uid \($0)") }), identity: identity,
        configuration: .init(socketPath: directory.path(of: "admin.sock")), logger: quiet)
    let remote = RemoteSignatory(
        socketPath: directory.path(of: "mint.sock"), pinnedIdentity: embedded.identity, patience: .seconds(20),
        requestTimeout: .seconds(60), logger: quiet)
    let running = Task { await remote.run() }
    let administration = try await RemoteSignatoryAdministration.connect(
        socketPath: directory.path(of: "admin.sock"), pinnedIdentity: embedded.identity, logger: quiet)
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(Subject(signatory: remote, administration: administration)))
    } catch {
        outcome = .failure(error)
    }
    administration.close()
    remote.close()
    await running.value
    await mint.shutDown()
    await admin.shutDown()
    withExtendedLifetime(directory) {}
    try outcome.get()
}
