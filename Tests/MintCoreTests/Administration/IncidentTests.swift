import Cashu
import Lightning
import MintStore
import PaymentFake
import Storage
import Testing

@testable import MintCore

@Suite("Incidents and books, seen by an operator")
struct IncidentTests {
    @Test("Melts stop while an incident is open, and go on once it is resolved")
    func resolved() async throws {
        let fixture = try await MintFixture()
        let administration = fixture.mint.administration
        let report = Incident.Report(.overspent, backend: fixture.backend.name, detail: "too much")
        try await fixture.database.write { (transaction) throws(StoreError) in try transaction.record(report, at: 5) }
        #expect(await Outcome.of { () throws(MintFailure) in try await quote(fixture) } == .unavailable)
        let incident = try #require(try await administration.incidents().first)
        for reason in ["", String(repeating: "x", count: 1_001)] {
            let refusal = await Refusal.of { () throws(AdministrationFailure) in
                try await administration.resolve(incident: incident.number, reason: reason)
            }
            #expect(refusal?.contains("a reason of 1 to 1000") == true)
        }
        #expect(await Outcome.of { () throws(MintFailure) in try await quote(fixture) } == .unavailable)
        try await administration.resolve(incident: incident.number, reason: "loss booked")
        #expect(await Outcome.of { () throws(MintFailure) in try await quote(fixture) } == .answered)
        #expect(try await administration.incidents().first?.resolution?.reason == "loss booked")
        let again = await Refusal.of { () throws(AdministrationFailure) in
            try await administration.resolve(incident: incident.number, reason: "another")
        }
        #expect(again?.contains("is resolved already: loss booked") == true)
        #expect(try await administration.incidents().first?.resolution?.reason == "loss booked")
        let unknown = await Refusal.of { () throws(AdministrationFailure) in
            try await administration.resolve(incident: incident.number + 1, reason: "r")
        }
        #expect(unknown?.hasPrefix("unknown: ") == true)
    }

    @Test("An open one is listed however many came after it")
    func old() async throws {
        let fixture = try await MintFixture()
        let report = Incident.Report(.overspent, backend: nil, detail: "too much")
        let manual = Incident.Report(.manual, backend: nil, detail: "a step")
        try await fixture.database.write { (transaction) throws(StoreError) in
            for number in 0..<4 {
                let isOpen = number == 1
                try transaction.record(isOpen ? report : manual, at: 5, resolution: isOpen ? nil : "done")
            }
        }
        let listed = try await fixture.database.read { (transaction) throws(StoreError) in
            try transaction.openAndRecentIncidents(1)
        }
        #expect(listed.map(\.report) == [manual, report])
    }

    @Test("The books are checked when he asks")
    func audit() async throws {
        let fixture = try await MintFixture()
        _ = try await fixture.fund(8, 4)
        let administration = fixture.mint.administration
        let sound = try await administration.audit()
        #expect(sound.breaches.isEmpty)
        #expect(sound.units.map(\.outstanding) == [12])
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE blind_signature SET amount = 1024 WHERE amount = 8")
        }
        #expect(try await administration.audit().breaches.count == 1)
    }

    private func quote(_ fixture: MintFixture) async throws(MintFailure) -> MeltQuote {
        let invoice: String
        do { invoice = try fixture.invoice().text } catch { throw .internalFailure(detail: "\(error)") }
        return try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice))
    }
}
