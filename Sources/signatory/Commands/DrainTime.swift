internal import ArgumentParser
internal import SignatoryAPI

/// How long a keyset drains: `3600`, `12h`, `30d`.
struct DrainTime: ExpressibleByArgument {
    let seconds: UInt64

    static let standard = DrainTime(seconds: KeysetRotation.defaultDrainSeconds)

    private init(seconds: UInt64) { self.seconds = seconds }

    /// `nil` for what is no such time, or longer than a keyset may drain.
    init?(argument: String) {
        let unit: UInt64 =
            switch argument.last {
            case "h": 3_600
            case "d": 86_400
            default: 1
            }
        guard let number = UInt64(unit == 1 ? argument[...] : argument.dropLast()) else { return nil }
        let (seconds, overflows) = number.multipliedReportingOverflow(by: unit)
        guard !overflows, seconds <= KeysetRotation.maximumDrainSeconds else { return nil }
        self.seconds = seconds
    }

    var defaultValueDescription: String {
        seconds.isMultiple(of: 86_400) && seconds > 0 ? "\(seconds / 86_400)d" : "\(seconds)"
    }
}
