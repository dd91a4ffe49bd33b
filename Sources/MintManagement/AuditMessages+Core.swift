internal import Cashu
internal import ManagementAPI
internal import MintCore
internal import MintStore

extension AuditAnswer {
    init(_ report: AuditReport, _ sagas: [OpenSaga]) {
        self.init(
            units: report.units.map(UnitMessage.init), keysets: report.keysets.map(KeysetMessage.init),
            breaches: report.breaches, poisoned: sagas.filter(\.isPoisoned).map(\.name))
    }
}

extension UnitMessage {
    fileprivate init(_ books: Conservation) {
        self.init(
            unit: books.unit.name, issued: books.issued, redeemed: books.redeemed, outstanding: books.outstanding,
            received: books.received, unissued: books.unissued, paidOut: books.paidOut, inputFees: books.inputFees,
            kept: books.kept, difference: books.difference, quoteDifference: books.quoteDifference,
            shortfalls: books.shortfalls)
    }
}

extension KeysetMessage {
    fileprivate init(_ balance: KeysetBalance) {
        self.init(
            id: balance.keysetID.hex, unit: balance.unit.name, issued: balance.issued, redeemed: balance.redeemed,
            outstanding: balance.outstanding)
    }
}

extension IncidentMessage {
    init(_ incident: Incident) {
        self.init(
            number: incident.number, kind: incident.report.kind.rawValue, backend: incident.report.backend,
            operation: incident.report.operation?.text, quote: incident.report.quoteID, detail: incident.report.detail,
            recordedAt: incident.recordedAt, resolvedAt: incident.resolution?.at,
            resolution: incident.resolution?.reason)
    }
}
