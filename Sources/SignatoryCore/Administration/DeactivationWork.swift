internal import Cashu
internal import CashuSecrets
internal import SignatoryAPI
internal import Storage

/// One deactivation or revocation, as the body of one write transaction. Run again it changes nothing.
struct DeactivationWork: Sendable {
    let deactivation: KeysetDeactivation
    let identity: IdentityKey
    let auditKey: MessageKey
    let actor: String
    let now: UInt64

    /// - Returns: the publication after it.
    func perform(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> KeysetPublication {
        let current = try transaction.authenticPublication(of: identity.publicKey)
        guard let keyset = current.keysets.first(where: { $0.id == deactivation.keysetID }) else {
            throw .refused(
                SignatoryError(.keysetUnknown, "no keyset of this signatory", keysetID: deactivation.keysetID))
        }
        let wanted: KeysetState = deactivation.revokes ? .revoked : .inactive
        if keyset.state == wanted { return current }
        guard [0, current.generation].contains(deactivation.expectedGeneration) else {
            throw .refused(
                .staleGeneration,
                "the keysets are at generation \(current.generation), not \(deactivation.expectedGeneration): look again")
        }
        guard keyset.state.mayBecome(wanted) else {
            throw .refused(.invalidArgument, "a keyset that is \(keyset.state) cannot become \(wanted)")
        }
        try transaction.setState(wanted, of: keyset.id, at: now)
        let event: AuditEvent =
            deactivation.revokes
            ? .revoked(keyset.id, reason: deactivation.reason) : .deactivated(keyset.id, reason: deactivation.reason)
        try transaction.append(event, by: actor, auditKey, at: now)
        return try transaction.publish(identity)
    }
}
