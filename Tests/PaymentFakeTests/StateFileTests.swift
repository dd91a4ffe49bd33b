import Cashu
import CashuCrypto
import FoundationEssentials
import Lightning
import PaymentAPI
import PaymentFake
import TestSupport
import Testing

@Suite("The state file of the fake")
struct StateFileTests {
    let directory: TemporaryDirectory
    let clock = ManualClock()

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { directory.path(of: "fake.jsonl") }

    private func open(key: FixedBytes<32>? = nil) throws -> FakeBackend {
        try FakeBackend(
            FakeBackendConfiguration {
                $0.stateFile = path
                $0.throwawayKey = key
            }, clock: clock)
    }

    private func contents() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    @Test("remembers the node, its invoices and its payments")
    func reopening() async throws {
        var fake = try open()
        let node = fake.node
        let invoice = try await fake.createInvoice(.order("quote"))
        let outcomes = try await Self.pay(fake)

        fake = try open()
        #expect(fake.node == node)
        #expect(try await fake.createInvoice(.order("quote")).request == invoice.request)
        #expect(try await fake.received(invoice.paymentHash) == nil)
        clock.advance(by: 1)
        #expect(try await fake.received(invoice.paymentHash)?.amountMsat == 21_000)
        for (hash, outcome) in outcomes {
            #expect(await fake.outcome(of: hash, attempt: FakeNode.attempt) == outcome)
        }
        let failing = try FakeNode.payment("fake:fail").request.paymentHash
        #expect(await fake.outcome(of: failing, attempt: OperationID()) == .notFound, "attempts are kept apart")
        clock.advance(by: 1)
        let hanging = try FakeNode.payment("fake:hang=2").request.paymentHash
        guard case .settled = await fake.outcome(of: hanging, attempt: FakeNode.attempt) else {
            Issue.record("the payment did not settle after the restart")
            return
        }
    }

    private static func pay(_ fake: FakeBackend) async throws -> [FixedBytes<32>: PaymentOutcome] {
        var outcomes: [FixedBytes<32>: PaymentOutcome] = [:]
        for description in ["fake:settle", "fake:fail", "fake:hang", "fake:hang=2", "fake:unknown"] {
            let payment = try FakeNode.payment(description)
            outcomes[payment.request.paymentHash] = await fake.pay(payment)
        }
        return outcomes
    }

    @Test("announces after a restart what was not yet paid before it")
    func announcement() async throws {
        let hash = try await open().createInvoice(.order("quote")).paymentHash
        let fake = try open()
        var payments = fake.receivedPayments(after: nil).makeAsyncIterator()
        #expect(await eventually { clock.waiting == 2 })
        clock.advance(by: 1)
        #expect(await payments.next()?.paymentHash == hash)
    }

    @Test("loses at most the line that was being written")
    func halfALine() async throws {
        let created = try await open().createInvoice(.order("first"))
        let afterFirst = try contents()
        _ = try await open().createInvoice(.order("second"))
        let whole = try contents()
        for length in [afterFirst.count, afterFirst.count + 1, afterFirst.count + 40, whole.count - 1] {
            try write(Array(whole.prefix(length)))
            let fake = try open()
            #expect(try contents() == afterFirst)
            #expect(try await fake.createInvoice(.order("first")).request == created.request)
            _ = try await fake.createInvoice(.order("second"))
            #expect(try contents().filter { $0 == UInt8(ascii: "\n") }.count == 3)
        }
    }

    @Test("begins anew when not even its first line was finished")
    func halfTheFirstLine() async throws {
        _ = try open()
        try write(Array(try contents().dropLast()))
        _ = try await open().createInvoice(.order("quote"))
        #expect(throws: Never.self) { try open() }
    }

    @Test("is refused when a line is no entry", arguments: ["{}", "x", "null", #"{"node":{"key":"00"}}"#, " "])
    func damaged(_ line: String) throws {
        _ = try open()
        try write(Array("\(line)\n".utf8) + (try contents()))
        #expect(throws: PaymentError.self) { try open() }
        #expect(throws: PaymentError.self) { try open(key: FakeNode.key) }
    }

    @Test("is refused when it is of a node with another key")
    func otherKey() throws {
        _ = try open(key: SHA256.hash("one"))
        #expect(throws: PaymentError.self) { try open(key: SHA256.hash("two")) }
        #expect(try open().node == open(key: SHA256.hash("one")).node)
    }

    @Test("can only be read by its owner")
    func permissions() throws {
        _ = try open()
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("is refused when it cannot be opened")
    func unusable() {
        let configuration = FakeBackendConfiguration { $0.stateFile = directory.path }
        #expect(throws: PaymentError.self) { try FakeBackend(configuration, clock: clock) }
    }
}
