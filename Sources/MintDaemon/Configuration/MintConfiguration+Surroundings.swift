internal import Cashu
internal import Logging
internal import PaymentFake
internal import StrictTOML

extension MintConfiguration {
    /// - Returns: the units it has, in the order of the file.
    mutating func readFakeWallet(
        _ section: inout ConfigurationSection
    ) throws(ConfigurationError) -> [CurrencyUnit] {
        let units =
            try section.texts("supported_units", of: "units of money") { name in
                CurrencyUnit(name).flatMap { $0 == .auth ? nil : $0 }
            } ?? [.sat]
        guard !units.isEmpty, Set(units).count == units.count else {
            throw section.error("supported_units", "must name a unit, and none twice")
        }
        fakeBackend.rates = try section.section("exchange_rates") { (section) throws(ConfigurationError) in
            try Self.rates(of: units, in: &section)
        }
        var fees = FeeReserve()
        fees.partsPerMillion = fakeBackend.feePartsPerMillion
        fees.minimumMsat = fakeBackend.reserveFeeMinMsat
        try fees.read(&section)
        fakeBackend.feePartsPerMillion = fees.partsPerMillion
        fakeBackend.reserveFeeMinMsat = fees.minimumMsat
        let year: UInt64 = 31_536_000
        if let seconds = try section.integer("min_delay_time", in: 0...year) { fakeBackend.minDelaySeconds = seconds }
        if let seconds = try section.integer("max_delay_time", in: 0...year) { fakeBackend.maxDelaySeconds = seconds }
        guard fakeBackend.minDelaySeconds <= fakeBackend.maxDelaySeconds else {
            throw section.error("min_delay_time", "must not be above max_delay_time")
        }
        fakeBackend.stateFile = try section.path("state_file")
        return units
    }

    /// What sat and msat are worth is no matter of opinion.
    private static func rates(
        of units: [CurrencyUnit], in section: inout ConfigurationSection
    ) throws(ConfigurationError) -> [CurrencyUnit: UnitRate] {
        var rates: [CurrencyUnit: UnitRate] = [:]
        for unit in units {
            switch unit {
            case .sat: rates[unit] = .sat
            case .msat: rates[unit] = .msat
            default:
                let perBitcoin = try section.integer(unit.name, in: 1...UnitRate.msat.perBitcoin)
                guard let rate = perBitcoin.flatMap(UnitRate.init(perBitcoin:)) else {
                    throw section.error(unit.name, "is missing: how many of the smallest part of it make one bitcoin")
                }
                rates[unit] = rate
            }
        }
        return rates
    }

    mutating func readLog(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        if let level = try section.choice("level", of: Logger.Level.self) { log.level = level }
        if let format = try section.choice("format", of: LogSettings.Format.self) { log.format = format }
    }
}
