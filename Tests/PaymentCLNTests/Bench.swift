import BackendConformance
import CashuCrypto
import CoreLightningStandIn
import Foundation
import Lightning
import Logging
import PaymentAPI
import PaymentCLN
import Synchronization
import TestSupport

/// Both transports.
enum Way: String, CaseIterable, Sendable { case socket, rest }

/// A backend and the stand-in for its node.
final class Bench: BackendUnderTest {
    struct Running: Sendable {
        let node: StandInNode
        let server: StandInServer
    }

    let way: Way
    let log = LogRecorder()
    let backend: any PaymentBackend
    let configuration: CoreLightningConfiguration
    /// Its clock stands still, and a test moves it by `laterBy`: what is compared does not depend on the machine.
    private static let began = UInt64(Date().timeIntervalSince1970)
    private let directory: TemporaryDirectory
    private let certificate: TestCertificate?
    private let running: Mutex<Running>

    var node: StandInNode { running.withLock { $0.node } }

    init(
        _ way: Way = .socket, _ settings: StandInSettings = StandInSettings(),
        _ configure: (inout CoreLightningConfiguration) -> Void = { _ in }
    ) async throws {
        self.way = way
        directory = try TemporaryDirectory()
        certificate = way == .rest ? try await TestCertificate.shared() : nil
        let first = try await Self.start(way, settings, directory, certificate, port: 0)
        running = Mutex(first)
        var configuration: CoreLightningConfiguration
        switch way {
        case .socket:
            configuration = CoreLightningConfiguration(
                .socket(path: directory.path(of: "lightning-rpc")), network: .regtest)
        case .rest:
            configuration = CoreLightningConfiguration(
                .rest(
                    CoreLightningREST(
                        url: "https://localhost:\(first.server.port)", rune: Rune("a-rune"),
                        certificatePath: certificate?.path)), network: .regtest)
        }
        configuration.retrySeconds = 1
        configuration.patienceSeconds = 30
        // Many connections at once take their time beside other tests.
        configuration.connectSeconds = 30
        configuration.maximumReplyBytes = 1 << 20
        configure(&configuration)
        self.configuration = configuration
        let node = first.node
        backend = try CoreLightningBackend(configuration, logger: log.logger, now: { node.now }, uptime: { node.now })
    }

    deinit {
        let last = running.withLock { $0 }
        last.node.stop()
        Task { await last.server.stop() }
    }

    private static func start(
        _ way: Way, _ settings: StandInSettings, _ directory: TemporaryDirectory, _ certificate: TestCertificate?,
        port: Int, ledger: String = "ledger.jsonl"
    ) async throws -> Running {
        let node = try StandInNode(settings, ledgerPath: directory.path(of: ledger), clock: { began })
        let server =
            switch way {
            case .socket: try await StandInServer.socket(node, path: directory.path(of: "lightning-rpc"))
            case .rest:
                try await StandInServer.rest(
                    node, certificate: certificate?.path, key: certificate?.keyPath, port: port)
            }
        return Running(node: node, server: server)
    }

    private func open() throws -> CoreLightningBackend {
        try CoreLightningBackend(
            configuration, logger: log.logger, now: { [self] in node.now }, uptime: { [self] in node.now })
    }

    // MARK: BackendUnderTest

    func reopened() throws -> any PaymentBackend { try open() }

    func invoice(_ fate: PaymentFate, amountMsat: UInt64?) throws -> Bolt11Invoice {
        let invoice = try invoice(Self.fate(fate), amountMsat: amountMsat, isExpired: fate == .expired)
        switch fate {
        case .paidBefore: node.payBefore(invoice.text, paid: true, amountMsat: amountMsat ?? 1_000)
        case .hangsAfterFailedAttempt, .neverArrivesAfterFailedAttempt:
            node.payBefore(invoice.text, paid: false, amountMsat: amountMsat ?? 1_000)
        default: break
        }
        return invoice
    }

    func invoice(
        _ fate: StandInFate, amountMsat: UInt64? = 50_000, network: LightningNetwork = .regtest, isExpired: Bool = false
    ) throws -> Bolt11Invoice {
        try StandInPayee.invoice(
            fate, amountMsat: amountMsat, network: network, timestamp: isExpired ? node.now - 7_200 : node.now)
    }

    private static func fate(_ fate: PaymentFate) -> StandInFate {
        switch fate {
        case .settles, .expired, .paidBefore: .settle
        case .noRoute: .noRoute
        case .refused: .refuse
        case .noLiquidity: .noFunds
        case .hangs: .hang
        case .hangsAfterError: .failEarly
        case .settlesUnheard: .settleCut
        case .hangsUnheard, .hangsAfterFailedAttempt: .hangCut
        case .neverArrives, .neverArrivesAfterFailedAttempt: .lost
        case .wrongPreimage: .wrongPreimage
        }
    }

    func end(_ paymentHash: FixedBytes<32>, paid: Bool) { node.end(paymentHash, paid: paid) }

    func outlastOrders() { node.change { $0.laterBy += 3_600 } }

    func receive(_ request: String, amountMsat: UInt64) throws {
        guard case .result = node.receive(request, amountMsat: amountMsat) else { throw Refused() }
    }

    struct Refused: Error {}

    func restartNode() async throws {
        let old = running.withLock { $0 }
        old.node.stop()
        await old.server.stop()
        let new = try await Self.start(way, old.node.settings, directory, certificate, port: old.server.port)
        running.withLock { $0 = new }
    }

    /// Another node takes this one's place: with another key, and nothing on its disk.
    func replaceNode() async throws {
        let old = running.withLock { $0 }
        old.node.stop()
        await old.server.stop()
        let new = try await Self.start(
            way, old.node.settings, directory, certificate, port: old.server.port, ledger: "other.jsonl")
        running.withLock { $0 = new }
    }

    func timesPaid(_ paymentHash: FixedBytes<32>) -> Int { node.timesPaid(paymentHash) }

    func isInFlight(_ paymentHash: FixedBytes<32>) -> Bool { node.isInFlight(paymentHash) }
}
