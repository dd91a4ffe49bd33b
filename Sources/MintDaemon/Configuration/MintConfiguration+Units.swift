internal import Cashu
internal import MintCore
internal import StrictTOML

/// `[ln]`, as CDK's mint has it, is for every unit that the backend has; `[[ln]]` is for one unit each.
extension MintConfiguration {
    /// All bitcoin there will ever be, in sat: with that, millisatoshi fit wherever they go.
    private static let amounts: ClosedRange<UInt64> = 0...2_100_000_000_000_000

    /// One `[ln]`. Its unit is `nil` when it names none.
    struct LightningSection {
        let unit: CurrencyUnit?
        let terms: UnitTerms
    }

    static func readLightning(
        _ section: inout ConfigurationSection
    ) throws(ConfigurationError) -> LightningSection {
        _ = try section.choice("ln_backend", of: LightningBackendName.self)
        let unit = try Self.unit("unit", in: &section)
        var terms = UnitTerms(unit ?? .sat)
        if let amount = try section.integer("min_mint", in: amounts) { terms.minimumMint = amount }
        if let amount = try section.integer("max_mint", in: amounts) { terms.maximumMint = amount }
        if let amount = try section.integer("min_melt", in: amounts) { terms.minimumMelt = amount }
        if let amount = try section.integer("max_melt", in: amounts) { terms.maximumMelt = amount }
        guard terms.minimumMint <= terms.maximumMint else {
            throw section.error("min_mint", "must not be above max_mint")
        }
        guard terms.minimumMelt <= terms.maximumMelt else {
            throw section.error("min_melt", "must not be above max_melt")
        }
        return LightningSection(unit: unit, terms: terms)
    }

    private static func unit(
        _ key: String, in section: inout ConfigurationSection
    ) throws(ConfigurationError) -> CurrencyUnit? {
        guard let name = try section.text(key) else { return nil }
        guard let unit = CurrencyUnit(name), unit != .auth else { throw section.error(key, "is not a unit of money") }
        return unit
    }

    /// The units of the mint, in the order of the file.
    /// - Parameter supported: by the backend, in the order of the file.
    mutating func deal(
        in sections: [LightningSection], supported: [CurrencyUnit], file: ConfigurationSection
    ) throws(ConfigurationError) {
        if sections.count <= 1, sections.first?.unit == nil {
            let limits = sections.first?.terms ?? UnitTerms(.sat)
            mint.units = supported.map { unit in
                var terms = limits
                terms.unit = unit
                return terms
            }
            return
        }
        var units: [UnitTerms] = []
        for section in sections {
            guard let unit = section.unit else { throw file.error("ln", "has tables of which one names no unit") }
            guard !units.contains(where: { $0.unit == unit }) else {
                throw file.error("ln", "has two tables for \(unit)")
            }
            guard supported.contains(unit) else {
                throw file.error("ln", "names \(unit), which is none of fake_wallet.supported_units")
            }
            units.append(section.terms)
        }
        mint.units = units
    }
}

/// The backends of this release.
enum LightningBackendName: String, CaseIterable {
    case fake = "fakewallet"
}
