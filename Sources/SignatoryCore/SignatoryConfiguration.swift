package import Cashu
internal import Glibc
internal import Storage

/// Where the keys database is, and what the first keyset of each unit looks like.
package struct SignatoryConfiguration: Sendable {
    package enum Location: Sendable, Equatable {
        /// The directory must exist.
        case file(String)
        /// Gone with the process. For tests and for a mint that may forget its keysets.
        case memory
    }

    package var location: Location
    /// Whether a database that is not there is made. Where there was one, making it anew would derive the keys of old
    /// keysets for new ones. One in memory is always made.
    package var mayCreate: Bool
    package var defaults: KeysetDefaults
    package var policies = SignatoryPolicies()
    /// The time of day, by which keysets expire.
    package var unixSeconds: @Sendable () -> UInt64 = { Self.systemTime() }
    /// Faults of the database, for tests.
    var faults: (any FaultInjection)?

    package init(_ location: Location, mayCreate: Bool = false, defaults: KeysetDefaults = KeysetDefaults()) {
        self.location = location
        self.mayCreate = mayCreate
        self.defaults = defaults
    }

    private static func systemTime() -> UInt64 {
        var now = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec)
    }
}

/// The keysets that a signatory makes on its own: one for each of `units` that has none yet. Every later keyset is a
/// rotation that the operator asks for.
package struct KeysetDefaults: Sendable {
    package var units: [CurrencyUnit]
    /// Thousandths of the unit for each input.
    package var inputFeePPK: UInt64
    package var idVersion: KeysetIDVersion
    /// Denominations of a keyset for which none were named.
    package let amounts: [UInt64]

    /// How many powers of two a keyset may have: up to 2^62, the highest denomination.
    package static let maximumOrders = 1...63

    /// `nil` when `maximumOrder` is none of `maximumOrders`: the keysets have 2^0 to 2^(maximumOrder − 1).
    package init?(units: [CurrencyUnit], inputFeePPK: UInt64 = 0, maximumOrder: Int, idVersion: KeysetIDVersion) {
        guard let amounts = Self.powersOfTwo(maximumOrder) else { return nil }
        self.units = units
        self.inputFeePPK = inputFeePPK
        self.idVersion = idVersion
        self.amounts = amounts
    }

    /// `sat` without fee, 2^0 to 2^31, ids of version 2.
    package init() {
        units = [.sat]
        inputFeePPK = 0
        idVersion = .version2
        amounts = (0..<32).map { 1 << UInt64($0) }
    }

    /// 2^0 to 2^(count − 1); `nil` when `count` is none of `maximumOrders`.
    package static func powersOfTwo(_ count: Int) -> [UInt64]? {
        guard maximumOrders.contains(count) else { return nil }
        return (0..<count).map { 1 << UInt64($0) }
    }
}
