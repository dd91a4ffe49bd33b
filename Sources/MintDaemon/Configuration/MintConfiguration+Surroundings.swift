internal import Cashu
internal import Logging
internal import PaymentFake
internal import StrictTOML

extension MintConfiguration {
    mutating func readFakeWallet(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        if let units = try section.texts("supported_units") {
            guard units == [CurrencyUnit.sat.name] else {
                throw section.error("supported_units", "must be [\"sat\"]: this release knows no other unit")
            }
        }
        if let fraction = try section.fraction("fee_percent", in: 0...1) {
            fakeBackend.feePartsPerMillion = UInt64((fraction * 1_000_000).rounded())
        }
        if let sat = try section.integer("reserve_fee_min", in: 0...1_000_000) {
            fakeBackend.reserveFeeMinMsat = sat * 1_000
        }
        let year: UInt64 = 31_536_000
        if let seconds = try section.integer("min_delay_time", in: 0...year) { fakeBackend.minDelaySeconds = seconds }
        if let seconds = try section.integer("max_delay_time", in: 0...year) { fakeBackend.maxDelaySeconds = seconds }
        guard fakeBackend.minDelaySeconds <= fakeBackend.maxDelaySeconds else {
            throw section.error("min_delay_time", "must not be above max_delay_time")
        }
        fakeBackend.stateFile = try section.path("state_file")
    }

    mutating func readLog(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        if let level = try section.choice("level", of: Logger.Level.self) { log.level = level }
        if let format = try section.choice("format", of: LogSettings.Format.self) { log.format = format }
    }
}
