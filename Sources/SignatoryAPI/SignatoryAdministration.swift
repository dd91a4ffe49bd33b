package import Cashu

/// What only the operator may ask, over `admin.sock`. Everything that changes something is in the audit log before it is
/// answered.
package protocol SignatoryAdministration: Sendable {
    /// Makes a new active keyset; the active one of the unit drains, or becomes inactive, in the same transaction.
    func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset

    /// Takes the right to sign, or all rights, from a keyset. Repeating it changes nothing.
    func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset

    func keysets() async throws(SignatoryError) -> KeysetPublication
    func status() async throws(SignatoryError) -> SignatoryStatus

    /// Stops or resumes signing.
    func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus

    /// Sets a limit in place of the one of the same unit, purpose and interval, or removes it.
    /// - Returns: all of them.
    func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit]
    func limits() async throws(SignatoryError) -> [UsedLimit]

    /// The entries that follow `number`, at most `AuditPage.maximumCount` of them.
    func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage
}

/// A keyset to be deactivated.
package struct KeysetDeactivation: Sendable {
    package let keysetID: KeysetID
    /// With `true` it is REVOKED: its proofs are worth nothing any more. For keys that were stolen.
    package let revokes: Bool
    /// The generation the operator looked at; 0 for whatever is current.
    package let expectedGeneration: UInt64
    package let reason: String

    package init(keysetID: KeysetID, revokes: Bool = false, expectedGeneration: UInt64 = 0, reason: String = "") {
        self.keysetID = keysetID
        self.revokes = revokes
        self.expectedGeneration = expectedGeneration
        self.reason = reason
    }
}

package struct SigningPause: Sendable {
    package let isPaused: Bool
    package let reason: String

    package init(isPaused: Bool, reason: String = "") {
        self.isPaused = isPaused
        self.reason = reason
    }
}
