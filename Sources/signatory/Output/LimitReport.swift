internal import Cashu
internal import SignatoryAPI

/// What `--json` prints of a limit.
struct LimitReport: Encodable {
    let unit: String
    let purpose: String
    /// 0 for ever.
    let seconds: UInt32
    let maximumAmount: UInt64?
    let maximumOutputs: UInt64?
    let usedAmount: UInt64
    let usedOutputs: UInt64

    enum CodingKeys: String, CodingKey {
        case unit, purpose, seconds
        case maximumAmount = "max_amount"
        case maximumOutputs = "max_outputs"
        case usedAmount = "used_amount"
        case usedOutputs = "used_outputs"
    }

    init(_ used: UsedLimit) {
        unit = used.limit.unit.name
        purpose = LimitPurpose(used.limit.purpose).rawValue
        seconds = used.limit.intervalSeconds
        maximumAmount = used.limit.maximumAmount
        maximumOutputs = used.limit.maximumOutputs
        usedAmount = used.amount
        usedOutputs = used.outputs
    }

    var line: String {
        let time = seconds == 0 ? "ever" : "within \(seconds) s"
        let amount = maximumAmount.map { "amount \(usedAmount) of \($0)" }
        let outputs = maximumOutputs.map { "outputs \(usedOutputs) of \($0)" }
        return ([unit, purpose, time] + [amount, outputs].compactMap { $0 }).joined(separator: "  ")
    }

    static func show(_ limits: [UsedLimit], json: Bool) throws {
        let reports = limits.map(LimitReport.init)
        if json { return try Output.json(["limits": reports]) }
        for report in reports { Output.line(report.line) }
        if reports.isEmpty { Output.line("no limits: a mint that was broken into can have anything signed") }
    }
}
