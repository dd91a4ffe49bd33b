internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import Logging
internal import SignatoryAPI
@testable import SignatoryCore
internal import Storage
internal import StorageSQLite
internal import Synchronization
internal import TestSupport

/// The time of day of a test.
final class TestClock: Sendable {
    private let now: Atomic<UInt64>

    init(_ unixSeconds: UInt64 = 1_800_000_000) { now = Atomic(unixSeconds) }

    var unixSeconds: UInt64 { now.load(ordering: .relaxed) }
    func advance(by seconds: UInt64) { now.wrappingAdd(seconds, ordering: .relaxed) }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// 31 zero bytes and then this one: with 1, the seed of CDK's derivation vectors.
func testSeed(_ last: UInt8 = 1) -> Seed {
    unsafe (Array(repeating: UInt8(0), count: 31) + [last]).withUnsafeBytes { unsafe Seed(bytes: $0) }
}

/// Opens a signatory; `units` get a keyset of 2^0 to 2^7.
func openSignatory(
    _ location: SignatoryConfiguration.Location = .memory, units: [CurrencyUnit] = [.sat], seed: Seed = testSeed(),
    clock: TestClock = TestClock(), mayCreate: Bool = true, faults: (any FaultInjection)? = nil,
    schedule: RotationSchedule? = nil
) async throws -> EmbeddedSignatory {
    var defaults = KeysetDefaults()
    if let small = KeysetDefaults(units: units, maximumOrder: 8, idVersion: .version2) { defaults = small }
    var configuration = SignatoryConfiguration(location, mayCreate: mayCreate, defaults: defaults)
    configuration.unixSeconds = { clock.unixSeconds }
    configuration.faults = faults
    configuration.policies.rotation = schedule
    return try await EmbeddedSignatory.open(configuration, seed: .kept(seed), logger: quiet)
}

/// Runs statements on a keys database that no signatory has open.
func edit(_ path: String, _ statements: SQL...) async throws {
    let database = Database(try SQLiteEngine(SQLiteConfiguration(.file(path), logger: quiet)))
    try await database.write { (transaction) throws(DatabaseError) in
        for statement in statements { _ = try transaction.execute(statement) }
    }
    await database.close()
}

/// Distinct points that nobody knows the logarithm of. As blinded messages with a blinding factor of zero: the
/// signature is already that of the proof.
func secret(_ number: Int) -> Secret {
    guard let secret = Secret("secret number \(number)") else { preconditionFailure("a short text is a secret") }
    return secret
}

func outputs(_ count: Int, of keyset: Keyset, amount: UInt64 = 1, from first: Int = 0) -> [BlindedMessage] {
    (first..<first + count).map { BlindedMessage(amount: amount, keysetID: keyset.id, point: secret($0).point) }
}

func request(_ outputs: [BlindedMessage], _ purpose: SigningPurpose = .swap) -> SigningRequest {
    SigningRequest(purpose: purpose, operationID: OperationID(), outputs: outputs)
}

extension EmbeddedSignatory {
    /// The ring of a publication, with the keys that the seed gives.
    func ring(_ publication: KeysetPublication, after previous: KeyRing?) throws(SignatoryStartError) -> KeyRing {
        try KeyRing(publication, of: identity, after: previous) { () throws(SignatoryStartError) in
            do throws(SignatoryError) { return try access.master() } catch { throw .refusedKeyset(error) }
        }
    }

    /// The active keyset of a unit.
    func active(_ unit: CurrencyUnit = .sat) async throws -> Keyset {
        let keyset = try await keysets().keysets.first { $0.unit == unit && $0.state == .active }
        guard let keyset else { throw SignatoryError(.keysetUnknown, "no active keyset of \(unit)") }
        return keyset
    }

    /// The error of a request that must be refused.
    func refusal(_ outputs: [BlindedMessage], _ purpose: SigningPurpose = .swap) async -> SignatoryError? {
        do throws(SignatoryError) {
            _ = try await blindSign(request(outputs, purpose))
            return nil
        } catch {
            return error
        }
    }

    func refusal(of rotation: KeysetRotation) async -> SignatoryError? {
        do throws(SignatoryError) {
            _ = try await rotate(rotation)
            return nil
        } catch {
            return error
        }
    }
}
