internal import ArgumentParser
internal import SignatoryAPI

/// A time as operators write it: `3600` (seconds), `12h`, `30d`.
struct TimeSpan: ExpressibleByArgument {
    let seconds: UInt64

    static let standardDrain = TimeSpan(seconds: KeysetRotation.defaultDrainSeconds)

    private static let maximumSeconds: UInt64 = 315_576_000

    private init(seconds: UInt64) { self.seconds = seconds }

    /// `nil` for what is no such time, or longer than ten years.
    init?(argument: String) {
        let unit: UInt64 =
            switch argument.last {
            case "h": 3_600
            case "d": 86_400
            default: 1
            }
        guard let number = UInt64(unit == 1 ? argument[...] : argument.dropLast()) else { return nil }
        let (seconds, overflows) = number.multipliedReportingOverflow(by: unit)
        guard !overflows, seconds <= Self.maximumSeconds else { return nil }
        self.seconds = seconds
    }

    var defaultValueDescription: String {
        seconds.isMultiple(of: 86_400) && seconds > 0 ? "\(seconds / 86_400)d" : "\(seconds)"
    }
}
