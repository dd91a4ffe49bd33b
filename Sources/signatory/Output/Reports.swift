internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI

/// What `--json` prints of a keyset.
struct KeysetReport: Encodable {
    let id: String
    let unit: String
    let state: String
    let active: Bool
    let inputFeePPK: UInt64
    let finalExpiry: UInt64?
    let drainUntil: UInt64?
    let derivationIndex: UInt32
    let createdAt: UInt64
    let amounts: [UInt64]

    enum CodingKeys: String, CodingKey {
        case id, unit, state, active, amounts
        case inputFeePPK = "input_fee_ppk"
        case finalExpiry = "final_expiry"
        case drainUntil = "drain_until"
        case derivationIndex = "derivation_index"
        case createdAt = "created_at"
    }

    init(_ keyset: Keyset) {
        id = keyset.id.hex
        unit = keyset.unit.name
        state = "\(keyset.state)"
        active = keyset.state == .active
        inputFeePPK = keyset.inputFeePPK
        finalExpiry = keyset.finalExpiry
        drainUntil = keyset.drainUntil
        derivationIndex = keyset.derivationIndex
        createdAt = keyset.createdAt
        amounts = keyset.keys.amounts
    }

    /// One line of a table.
    var line: String {
        let expiry = finalExpiry.map { "\($0)" } ?? "-"
        let phase = drainUntil.map { "\(state) until \($0)" } ?? state
        return [
            id, unit, phase, "fee \(inputFeePPK) ppk", "\(amounts.count) amounts to \(amounts.last ?? 0)",
            "index \(derivationIndex)", "expiry \(expiry)",
        ].joined(separator: "  ")
    }
}

struct PublicationReport: Encodable {
    let generation: UInt64
    let identity: String
    let keysets: [KeysetReport]

    init(_ publication: KeysetPublication) {
        generation = publication.generation
        identity = publication.identity.hex
        keysets = publication.keysets.map(KeysetReport.init)
    }
}

struct RotationReport: Encodable {
    let keyset: KeysetReport
    let generation: UInt64
    let isDryRun: Bool

    enum CodingKeys: String, CodingKey {
        case keyset, generation
        case isDryRun = "dry_run"
    }

    init(_ rotated: RotatedKeyset) {
        keyset = KeysetReport(rotated.keyset)
        generation = rotated.generation
        isDryRun = rotated.isDryRun
    }
}

struct StatusReport: Encodable {
    let ready: Bool
    let paused: Bool
    let readOnly: Bool
    let identity: String
    let generation: UInt64
    let uptimeSeconds: UInt64
    let inFlight: UInt32
    let signedOutputs: UInt64
    let refused: UInt64
    let auditNumber: UInt64
    let version: String

    enum CodingKeys: String, CodingKey {
        case ready, paused, identity, generation, refused, version
        case readOnly = "read_only"
        case auditNumber = "audit_number"
        case uptimeSeconds = "uptime_seconds"
        case inFlight = "in_flight"
        case signedOutputs = "signed_outputs"
    }

    init(_ status: SignatoryStatus, identity: PublicKey) {
        ready = status.isReady
        paused = status.isPaused
        readOnly = status.isReadOnly
        self.identity = identity.hex
        generation = status.generation
        uptimeSeconds = status.uptimeSeconds
        inFlight = status.inFlight
        signedOutputs = status.signedOutputs
        refused = status.refused
        auditNumber = status.auditNumber
        version = status.version
    }

    /// In words.
    var readiness: String {
        if ready { return "ready" }
        if paused { return "not ready: signing is paused ('signatory resume' ends it)" }
        return readOnly ? "not ready: the keys database cannot be written" : "not ready: no keyset is active"
    }
}
