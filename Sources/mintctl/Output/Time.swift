internal import FoundationEssentials

/// A time, and how long ago it was or how far ahead it is.
enum Time {
    static func text(_ seconds: UInt64) -> String {
        Date(timeIntervalSince1970: Double(min(seconds, 253_402_300_799))).formatted(.iso8601)
    }

    static func text(_ seconds: UInt64, seenAt now: UInt64) -> String {
        let difference = seconds > now ? "in \(span(seconds - now))" : "\(span(now - seconds)) ago"
        return "\(text(seconds)) (\(difference))"
    }

    static func span(_ seconds: UInt64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    /// Since a time that is stored; `-` for what is none.
    static func age(_ stored: Int64?, at now: UInt64) -> String {
        guard let stored, let time = UInt64(exactly: stored) else { return "-" }
        return span(now >= time ? now - time : 0)
    }
}
