/// The unit of an amount (NUT-01): `sat`, `msat`, `usd`, … Amounts count its minor unit.
///
/// Only 1 to 32 of `[a-z0-9_-]`: with ASCII alone no Unicode normalisation has to be trusted where keys are derived.
package struct CurrencyUnit: Sendable, Hashable {
    package let name: String

    package init?(_ name: some StringProtocol) {
        let characters = name.utf8
        guard (1...32).contains(characters.count), characters.allSatisfy(Self.isAllowed) else { return nil }
        self.name = String(name)
    }

    package static let sat = known("sat")
    package static let msat = known("msat")
    /// Reserved for blind authentication (NUT-22); never in swaps, mints or melts.
    package static let auth = known("auth")

    private static func known(_ name: String) -> CurrencyUnit {
        guard let unit = CurrencyUnit(name) else { preconditionFailure("\(name) is a unit") }
        return unit
    }

    private static func isAllowed(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension CurrencyUnit: CustomStringConvertible {
    package var description: String { name }
}
