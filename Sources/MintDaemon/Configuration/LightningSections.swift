internal import Cashu
internal import MintCore
internal import StrictTOML

/// `[ln]`, as CDK's mint had it, is for every unit that the backend has; `[[ln]]` is for one unit each. CDK now calls
/// the same `[payment_backend]`, and so may this.
struct LightningSections {
    /// Of all of them.
    let backend: BackendName
    private let name: SectionName
    private let sections: [Section]

    private enum SectionName: String, CaseIterable {
        case lightning = "ln"
        case payment = "payment_backend"

        var backendKey: String {
            switch self {
            case .lightning: "ln_backend"
            case .payment: "backend"
            }
        }
    }

    private struct Section {
        let backend: BackendName?
        /// `nil` when it names none.
        let unit: CurrencyUnit?
        let terms: UnitTerms
    }

    /// The key that names the backend, for messages.
    var backendKey: String { "\(name.rawValue).\(name.backendKey)" }

    static func read(_ file: inout ConfigurationSection) throws(ConfigurationError) -> LightningSections {
        let lightning = try sections(.lightning, in: &file)
        let payment = try sections(.payment, in: &file)
        guard lightning.isEmpty || payment.isEmpty else {
            throw file.error(
                SectionName.payment.rawValue, "is another name for [ln], which is there, too: take one out")
        }
        let name = payment.isEmpty ? SectionName.lightning : .payment
        let all = payment.isEmpty ? lightning : payment
        return LightningSections(backend: try oneBackend(all, name, file), name: name, sections: all)
    }

    /// - Returns: the units of the mint, in the order of the file.
    func terms(
        _ supported: BackendUnits, _ file: ConfigurationSection
    ) throws(ConfigurationError) -> [UnitTerms] {
        if sections.count <= 1, sections.first?.unit == nil {
            let limits = sections.first?.terms ?? UnitTerms(.sat)
            return supported.unasked.map { unit in
                var terms = limits
                terms.unit = unit
                return terms
            }
        }
        var units: [UnitTerms] = []
        for section in sections {
            guard let unit = section.unit else {
                throw file.error(name.rawValue, "has tables of which one names no unit")
            }
            guard !units.contains(where: { $0.unit == unit }) else {
                throw file.error(name.rawValue, "has two tables for \(unit)")
            }
            guard supported.all.contains(unit) else {
                throw file.error(name.rawValue, "names \(unit), which \(supported.source)")
            }
            units.append(section.terms)
        }
        return units
    }

    /// A table that names no backend means that of the others.
    private static func oneBackend(
        _ sections: [Section], _ name: SectionName, _ file: ConfigurationSection
    ) throws(ConfigurationError) -> BackendName {
        let named = sections.compactMap(\.backend)
        guard let first = named.first else { return .fake }
        if let other = named.first(where: { $0 != first }) {
            throw file.error(
                name.rawValue,
                "names two backends, \(first.rawValue) and \(other.rawValue): in this release one serves all units")
        }
        return first
    }

    private static func sections(
        _ name: SectionName, in file: inout ConfigurationSection
    ) throws(ConfigurationError) -> [Section] {
        try file.sections(name.rawValue) { (section) throws(ConfigurationError) in
            let backend = try section.choice(name.backendKey, of: BackendName.self)
            let unit = try unit("unit", in: &section)
            return Section(backend: backend, unit: unit, terms: try terms(unit ?? .sat, in: &section))
        }
    }

    private static func terms(
        _ unit: CurrencyUnit, in section: inout ConfigurationSection
    ) throws(ConfigurationError) -> UnitTerms {
        var terms = UnitTerms(unit)
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
        return terms
    }

    /// All bitcoin there will ever be, in sat: with that, millisatoshi fit wherever they go.
    private static let amounts: ClosedRange<UInt64> = 0...2_100_000_000_000_000

    private static func unit(
        _ key: String, in section: inout ConfigurationSection
    ) throws(ConfigurationError) -> CurrencyUnit? {
        guard let name = try section.text(key) else { return nil }
        guard let unit = CurrencyUnit(name), unit != .auth else { throw section.error(key, "is not a unit of money") }
        return unit
    }
}
