internal import Cashu

/// The six tags of NUT-11, each of which may stand once. Others are allowed and mean nothing.
struct ConditionTags {
    enum Name: String, CaseIterable {
        case locktime, pubkeys, refund, sigflag
        case threshold = "n_sigs"
        case refundThreshold = "n_sigs_refund"
    }

    private var values: [Name: ArraySlice<[UInt8]>] = [:]

    init(_ tags: [[[UInt8]]]) throws(NUTError) {
        for tag in tags {
            guard let name = Name.allCases.first(where: { tag[0].elementsEqual($0.rawValue.utf8) }) else { continue }
            guard values.updateValue(tag.dropFirst(), forKey: name) == nil else {
                throw .malformedCondition("\(name.rawValue) appears more than once")
            }
        }
    }

    /// `nil` when the tag is missing.
    func keys(_ name: Name) -> ArraySlice<[UInt8]>? { values[name] }

    /// `nil` when the tag is missing.
    func threshold(_ name: Name) throws(NUTError) -> UInt64? {
        guard let values = values[name] else { return nil }
        guard let number = Self.number(values), number > 0 else {
            throw .malformedCondition("\(name.rawValue) is not a positive integer")
        }
        return number
    }

    /// NUT-11: what is not a valid time locks for ever, as if there were none.
    var locktime: UInt64? { values[.locktime].flatMap(Self.number) }

    /// Whether the signatures are over the whole transaction.
    func signsAll() throws(NUTError) -> Bool {
        guard let values = values[.sigflag] else { return false }
        if values.elementsEqual([Array("SIG_INPUTS".utf8)]) { return false }
        if values.elementsEqual([Array("SIG_ALL".utf8)]) { return true }
        throw .malformedCondition("sigflag is neither SIG_INPUTS nor SIG_ALL")
    }

    /// One text of decimal digits below 2^64.
    private static func number(_ values: ArraySlice<[UInt8]>) -> UInt64? {
        guard let digits = values.first, values.count == 1 else { return nil }
        var number: UInt64 = 0
        for character in digits {
            let digit = character &- UInt8(ascii: "0")
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard digit < 10, !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }
}
