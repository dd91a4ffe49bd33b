internal import CProtobufC
internal import CSignatoryProto
internal import Cashu
internal import NIOCore
internal import SignatoryAPI

/// A limit to be set, and why.
struct LimitOrder {
    let limit: SigningLimit
    let reason: String

    func write(to buffer: inout ByteBuffer) {
        unsafe WireSetLimitRequest.write(to: &buffer) { arena, message in
            unsafe message.unit = arena.text(limit.unit.name, maximumBytes: 32)
            unsafe message.purpose = .init(rawValue: UInt32(limit.purpose?.rawValue ?? 0))
            unsafe message.interval_s = limit.intervalSeconds
            if let amount = limit.maximumAmount {
                unsafe message._max_amount_case = WireCase.newLimitAmount
                unsafe message.max_amount = amount
            }
            if let outputs = limit.maximumOutputs {
                unsafe message._max_outputs_case = WireCase.newLimitOutputs
                unsafe message.max_outputs = outputs
            }
            unsafe message.reason = arena.text(reason, maximumBytes: MessageShape.maximumReasonBytes)
        }
    }

    init(limit: SigningLimit, reason: String) {
        self.limit = limit
        self.reason = reason
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireSetLimitRequest.read(payload) { (message) throws(SignatoryError) in
            unsafe LimitOrder(
                limit: SigningLimit(
                    unit: try wireUnit(message.unit), purpose: try wirePurpose(message.purpose.rawValue),
                    intervalSeconds: message.interval_s,
                    maximumAmount: message._max_amount_case == WireCase.newLimitAmount ? message.max_amount : nil,
                    maximumOutputs: message._max_outputs_case == WireCase.newLimitOutputs ? message.max_outputs : nil),
                reason: wireText(message.reason))
        }
    }
}

/// All limits, as the signatory answers.
enum LimitList {
    static func write(_ limits: [UsedLimit], to buffer: inout ByteBuffer) {
        unsafe WireGetLimitsResult.write(to: &buffer) { arena, message in
            unsafe message.n_limits = limits.count
            unsafe message.limits = arena.records(limits) { (record: inout WireLimit, used) in
                unsafe record.unit = arena.text(used.limit.unit.name, maximumBytes: 32)
                unsafe record.purpose = .init(rawValue: UInt32(used.limit.purpose?.rawValue ?? 0))
                unsafe record.interval_s = used.limit.intervalSeconds
                if let amount = used.limit.maximumAmount {
                    unsafe record._max_amount_case = WireCase.limitAmount
                    unsafe record.max_amount = amount
                }
                if let outputs = used.limit.maximumOutputs {
                    unsafe record._max_outputs_case = WireCase.limitOutputs
                    unsafe record.max_outputs = outputs
                }
                unsafe record.used_amount = used.amount
                unsafe record.used_outputs = used.outputs
            }
        }
    }

    static func read(_ payload: ByteBuffer) throws(SignatoryError) -> [UsedLimit] {
        try unsafe WireGetLimitsResult.read(payload) { (message) throws(SignatoryError) in
            var limits: [UsedLimit] = []
            for index in unsafe 0..<message.n_limits {
                guard let record = unsafe message.limits[index] else {
                    throw SignatoryError(.invalidArgument, "no limit", index: index)
                }
                limits.append(try unsafe used(record.pointee))
            }
            return limits
        }
    }

    private static func used(_ record: borrowing WireLimit) throws(SignatoryError) -> UsedLimit {
        unsafe UsedLimit(
            limit: SigningLimit(
                unit: try wireUnit(record.unit), purpose: try wirePurpose(record.purpose.rawValue),
                intervalSeconds: record.interval_s,
                maximumAmount: record._max_amount_case == WireCase.limitAmount ? record.max_amount : nil,
                maximumOutputs: record._max_outputs_case == WireCase.limitOutputs ? record.max_outputs : nil),
            amount: record.used_amount, outputs: record.used_outputs)
    }
}

private func wireUnit(_ text: UnsafeMutablePointer<CChar>?) throws(SignatoryError) -> CurrencyUnit {
    guard let unit = unsafe CurrencyUnit(wireText(text)) else { throw SignatoryError(.invalidArgument, "not a unit") }
    return unit
}

/// `nil` for 0, which stands for all of them.
private func wirePurpose(_ number: UInt32) throws(SignatoryError) -> SigningPurpose? {
    if number == 0 { return nil }
    guard let purpose = UInt8(exactly: number).flatMap(SigningPurpose.init(rawValue:)) else {
        throw SignatoryError(.invalidArgument, "purpose \(number) does not exist")
    }
    return purpose
}
