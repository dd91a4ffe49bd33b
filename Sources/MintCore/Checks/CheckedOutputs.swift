package import Cashu
internal import CashuCrypto

/// Outputs that passed every check that needs no database: counts, duplicates, keysets, units, amounts.
package struct CheckedOutputs: Sendable {
    package let messages: [BlindedMessage]
    package let unit: CurrencyUnit
    /// In the unit.
    package let total: UInt64

    /// For swap and mint, whose outputs say what they are worth.
    package init(
        _ messages: [BlindedMessage], keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) {
        guard !messages.isEmpty else { throw NUTError(.malformedRequest, "no outputs") }
        unit = try Self.unit(of: messages, keysets: keysets, limits: limits, now: now)
        for message in messages where keysets[message.keysetID]?.keys.index(of: message.amount) == nil {
            throw NUTError(.amountOutsideLimits, "the keyset has no key for \(message.amount)")
        }
        guard let total = Money.sum(messages.lazy.map(\.amount)) else {
            throw NUTError(.notBalanced, "the sum of the outputs overflows")
        }
        self.total = total
        self.messages = messages
    }

    /// The blank outputs of NUT-08, whose amounts mean nothing; they are stored as zero. One keyset for all, so that
    /// change can be assigned from the first on.
    /// - Returns: `nil` when there are none.
    package static func blank(
        _ messages: [BlindedMessage], keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) -> CheckedOutputs? {
        guard let first = messages.first else { return nil }
        let unit = try Self.unit(of: messages, keysets: keysets, limits: limits, now: now)
        guard messages.allSatisfy({ $0.keysetID == first.keysetID }) else {
            throw NUTError(.malformedRequest, "blank outputs of several keysets")
        }
        return CheckedOutputs(
            messages: messages.map { BlindedMessage(amount: 0, keysetID: $0.keysetID, point: $0.point) }, unit: unit)
    }

    private init(messages: [BlindedMessage], unit: CurrencyUnit) {
        self.messages = messages
        self.unit = unit
        total = 0
    }

    private static func unit(
        of messages: [BlindedMessage], keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) -> CurrencyUnit {
        guard messages.count <= limits.maximumOutputs else {
            throw NUTError(.maximumOutputsExceeded, "more than \(limits.maximumOutputs) outputs")
        }
        guard Set(messages.map(\.point)).count == messages.count else {
            throw NUTError(.duplicateOutputs, "duplicate outputs")
        }
        var unit: CurrencyUnit?
        for message in messages {
            guard let keyset = keysets[message.keysetID] else {
                throw NUTError(.keysetUnknown, "keyset \(message.keysetID) is not known")
            }
            guard keyset.unit != .auth else {
                throw NUTError(.unitNotSupported, "authentication tokens are no money")
            }
            guard !keyset.isExpired(at: now) else {
                throw NUTError(.keysetExpired, "keyset \(message.keysetID) is expired")
            }
            guard keyset.state == .active else {
                throw NUTError(.keysetInactive, "keyset \(message.keysetID) is inactive and signs no outputs")
            }
            guard unit == nil || unit == keyset.unit else {
                throw NUTError(.multipleUnits, "outputs of several units")
            }
            unit = keyset.unit
        }
        guard let unit else { throw NUTError(.malformedRequest, "no outputs") }
        return unit
    }
}
