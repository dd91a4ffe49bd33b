internal import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

/// A rotation that was performed.
struct RecordedRotation: Sendable {
    /// Of what was asked.
    let digest: FixedBytes<32>
    let keysetID: KeysetID
    /// The one that it made.
    let generation: UInt64
}

extension WriteTransaction {
    mutating func recordedRotation(_ id: OperationID) throws(KeysStoreError) -> RecordedRotation? {
        guard let row = try rows("SELECT digest, keyset_id, generation FROM operation WHERE id = \(id)").first else {
            return nil
        }
        do throws(DatabaseError) {
            return RecordedRotation(
                digest: try row.fixedBytes(0), keysetID: try row.keysetID(1), generation: try row.unsigned(2))
        } catch {
            throw .database(error)
        }
    }

    mutating func record(
        _ rotation: RecordedRotation, as id: OperationID, reason: String, at now: UInt64
    ) throws(KeysStoreError) {
        try changeOne(
            "operation",
            """
            INSERT INTO operation (id, digest, keyset_id, generation, reason, performed_at)
            VALUES (\(id), \(rotation.digest), \(rotation.keysetID), \(rotation.generation), \(reason), \(now))
            """)
    }
}
