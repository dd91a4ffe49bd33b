/// What a keyset may still do. Only ACTIVE signs for wallets; every state but EXPIRED and REVOKED is honoured as input.
package enum KeysetState: UInt8, Sendable, CaseIterable {
    /// Signs. Valid transitions to: draining, inactive, expired, revoked.
    case active = 1
    /// Signs melt change only, until `Keyset.drainUntil`. Valid transitions to: inactive, expired, revoked.
    case draining = 2
    /// Verifies only. Valid transitions to: expired, revoked.
    case inactive = 3
    /// Past its final expiry: neither signs nor verifies. Final.
    case expired = 4
    /// Withdrawn by the operator: neither signs nor verifies. Final.
    case revoked = 5

    package func mayBecome(_ next: KeysetState) -> Bool {
        switch (self, next) {
        case (.active, _): true
        case (.draining, .draining), (.draining, .inactive), (.draining, .expired), (.draining, .revoked): true
        case (.inactive, .inactive), (.inactive, .expired), (.inactive, .revoked): true
        case (.expired, .expired), (.revoked, .revoked): true
        case (.draining, .active), (.inactive, .active), (.inactive, .draining), (.expired, _), (.revoked, _): false
        }
    }
}

/// A keyset as the world sees it (NUT-02). Holds no private key.
package struct Keyset: Sendable, Hashable {
    package let id: KeysetID
    package let unit: CurrencyUnit
    package let state: KeysetState
    /// Fee per input in thousandths of the unit.
    package let inputFeePPK: UInt64
    package let keys: KeysetKeys
    /// Unix seconds after which the mint owes nothing for this keyset.
    package let finalExpiry: UInt64?
    /// Index of the derivation path; 1 for the first keyset of a unit.
    package let derivationIndex: UInt32
    /// Unix seconds.
    package let createdAt: UInt64
    /// Unix seconds until which a DRAINING keyset signs melt change; `nil` in every other state. Mints do not keep it.
    package let drainUntil: UInt64?

    package init(
        id: KeysetID, unit: CurrencyUnit, state: KeysetState, inputFeePPK: UInt64, keys: KeysetKeys,
        finalExpiry: UInt64?, derivationIndex: UInt32, createdAt: UInt64, drainUntil: UInt64? = nil
    ) {
        self.id = id
        self.unit = unit
        self.state = state
        self.inputFeePPK = inputFeePPK
        self.keys = keys
        self.finalExpiry = finalExpiry
        self.derivationIndex = derivationIndex
        self.createdAt = createdAt
        self.drainUntil = drainUntil
    }

    /// Whether the id is the one that the rule of its version gives for this content.
    package var idIsGenuine: Bool {
        KeysetID.derive(id.version, keys, unit: unit, inputFeePPK: inputFeePPK, finalExpiry: finalExpiry) == id
    }

    /// Strictly past the expiry: at the very second the keyset still counts.
    package func isExpired(at unixSeconds: UInt64) -> Bool {
        if state == .expired { return true }
        guard let finalExpiry else { return false }
        return finalExpiry < unixSeconds
    }

    /// Whether the keyset is DRAINING and strictly past the end of it. One whose end nobody knows has drained.
    package func hasDrained(at unixSeconds: UInt64) -> Bool {
        state == .draining && (drainUntil ?? 0) < unixSeconds
    }
}
