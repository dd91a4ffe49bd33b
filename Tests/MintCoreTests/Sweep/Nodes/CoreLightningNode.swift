import CashuCrypto
import CoreLightningStandIn
import Lightning
import PaymentAPI
import PaymentCLN
import Synchronization
import TestSupport

/// Core Lightning's backend, and the stand-in at its other end.
final class CoreLightningNode: SweepNode {
    enum Transport: Sendable {
        /// `lightning-rpc`.
        case socket
        /// CLNRest, which has this certificate.
        case rest(TestCertificate)
    }

    private let transport: Transport
    private let directory: TemporaryDirectory
    private let clock: ManualClock
    private let present: Mutex<StandInNode>
    private let lines = Mutex<[StandInServer]>([])
    let orderSite = "node xpay"

    init(_ clock: ManualClock, over transport: Transport) throws {
        self.clock = clock
        self.transport = transport
        directory = try TemporaryDirectory()
        present = Mutex(try Self.start(in: directory, clock))
    }

    /// With what is on disk.
    private static func start(in directory: TemporaryDirectory, _ clock: ManualClock) throws -> StandInNode {
        try StandInNode(ledgerPath: directory.path(of: "ledger.jsonl"), clock: { clock.now() })
    }

    private var node: StandInNode { present.withLock { $0 } }

    func connect(by passage: Passage) async throws -> NodeLine {
        let gate = CallGate { passage.enter(.backend, "node \($0)") } leaving: { [weak self] _ in
            let isLost = passage.leave(.backend)
            if isLost, passage.restartsNode { await self?.restart() }
            return isLost
        }
        let (line, connection) = try await serve(gate)
        lines.withLock { $0.append(line) }
        var configuration = CoreLightningConfiguration(connection, network: .regtest)
        configuration.patienceSeconds = 60
        configuration.connectSeconds = 60
        let clock = clock
        let backend = try CoreLightningBackend(
            configuration, logger: MintFixture.logger, now: { clock.now() }, uptime: { clock.now() })
        return NodeLine(backend: backend) { [weak self] in
            self?.lines.withLock { lines in lines.removeAll { $0 === line } }
            await line.stop()
        }
    }

    /// A socket or a port of its own: what one process still asks when it is dead must not reach the node.
    private func serve(_ gate: CallGate) async throws -> (StandInServer, CoreLightningConfiguration.Connection) {
        switch transport {
        case .socket:
            let path = directory.path(of: "rpc-\(FixedBytes<8>.random().hex)")
            return (try await StandInServer.socket(path: path, gate) { [self] in node }, .socket(path: path))
        case .rest(let certificate):
            let server = try await StandInServer.rest(
                certificate: certificate.path, key: certificate.keyPath, gate
            ) { [self] in node }
            let settings = CoreLightningREST(
                url: "https://localhost:\(server.port)", rune: Rune(node.settings.rune),
                certificatePath: certificate.path, addresses: ["localhost": "127.0.0.1"])
            return (server, .rest(settings))
        }
    }

    /// The node ends, and starts again with what it had on disk.
    private func restart() async {
        node.stop()
        do {
            let next = try Self.start(in: directory, clock)
            present.withLock { $0 = next }
        } catch {
            preconditionFailure("the ledger of the stand-in cannot be read: \(error)")
        }
        for line in lines.withLock({ $0 }) { await line.dropConnections() }
    }

    func invoice(_ course: Course) throws -> Bolt11Invoice {
        try StandInPayee.invoice(Self.fate(course), amountMsat: 10_000, network: .regtest, timestamp: clock.now())
    }

    func offer(_ course: Course) throws -> Bolt12Offer? {
        try Bolt12Offer(parsing: StandInNode.foreignOffer(Self.fate(course), amountMsat: 10_000))
    }

    private static func fate(_ course: Course) -> StandInFate {
        switch course {
        case .settles: .settle
        case .fails: .refuse
        // What hangs has no answer here, so that nothing waits for it.
        case .hangsAndSettles, .hangsAndFails: .hangCut
        case .settlesUnseen, .failsUnseen, .late, .lost: preconditionFailure("for the fake backend alone")
        }
    }

    func receive(_ request: String) throws {
        let invoice = try Bolt11Invoice(parsing: request)
        guard case .result = node.receive(request, amountMsat: invoice.amountMsat ?? 0) else { throw Refused() }
    }

    private struct Refused: Error {}

    func end(_ paymentHash: FixedBytes<32>, paid: Bool) {
        if node.isInFlight(paymentHash) { node.end(paymentHash, paid: paid) }
    }

    func truth(_ paymentHash: FixedBytes<32>) -> Truth {
        switch (node.timesPaid(paymentHash), node.isInFlight(paymentHash)) {
        case (0, false): .none
        case (0, true): .underWay
        case (1, false): .made
        default: .madeTwice
        }
    }

    func paidTwice() -> [String] { node.paidTwice() }

    func stop() async {
        for line in lines.withLock({ $0 }) { await line.stop() }
        node.stop()
    }
}
