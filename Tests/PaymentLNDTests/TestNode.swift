import Cashu
import CashuCrypto
import Foundation
import LNDStandIn
import Lightning
import Logging
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

/// A stand-in and a backend that is connected to it.
struct TestNode: Sendable {
    let directory: TemporaryDirectory
    let node: LNDStandIn
    let backend: LNDBackend
    let log: LogRecorder

    static let preimageKey = PreimageKey(SHA256.hash("preimages"))

    /// Runs `body` with a node, and stops that.
    static func with<R: Sendable>(
        script: @Sendable (inout StandInScript) -> Void = { _ in },
        configuration change: (inout LNDConfiguration) -> Void = { _ in },
        _ body: (TestNode) async throws -> R
    ) async throws -> R {
        let directory = try TemporaryDirectory()
        var behaviour = StandInScript()
        script(&behaviour)
        let node = try await LNDStandIn.start(in: directory.path, script: behaviour)
        let log = LogRecorder()
        let backend = LNDBackend(try configuration(directory, node.address, change), logger: log.logger, now: now)
        let test = TestNode(directory: directory, node: node, backend: backend, log: log)
        do {
            let result = try await body(test)
            try await node.stop()
            return result
        } catch {
            try await node.stop()
            throw error
        }
    }

    static func configuration(
        _ directory: TemporaryDirectory, _ address: String, _ change: (inout LNDConfiguration) -> Void = { _ in }
    ) throws -> LNDConfiguration {
        var configuration = try LNDConfiguration(
            address: address, certificate: try bytes(directory.path(of: "tls.cert")),
            macaroon: try #require(Macaroon(try bytes(directory.path(of: "mint.macaroon")))),
            preimageKey: preimageKey, network: .regtest)
        // What a test changes is seen at once.
        configuration.fitnessLifetime = .zero
        configuration.pause = .milliseconds(5)
        configuration.paymentTimeoutSeconds = 15
        configuration.paymentMargin = .zero
        // Long enough for streams of single bytes beside other tests.
        configuration.patience = .seconds(60)
        configuration.connectPatience = .seconds(60)
        change(&configuration)
        return configuration
    }

    /// Another mint's process on the same node.
    func another(_ change: (inout LNDConfiguration) -> Void = { _ in }) throws -> LNDBackend {
        LNDBackend(try Self.configuration(directory, node.address, change), logger: log.logger, now: Self.now)
    }

    @Sendable static func now() -> UInt64 { UInt64(Date().timeIntervalSince1970) }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    static func invoice(
        amountMsat: UInt64? = 21_000, _ course: ForeignInvoice.Course = .settles, feeMsat: UInt64? = nil,
        network: LightningNetwork = .regtest, timestamp: UInt64 = now()
    ) throws -> ForeignInvoice {
        try ForeignInvoice(
            amountMsat: amountMsat, course, feeMsat: feeMsat, network: network, timestamp: timestamp)
    }

    /// Takes a mark and makes an order to pay, as the mint does.
    func order(
        _ invoice: ForeignInvoice, amountMsat: UInt64? = nil, feeLimitMsat: UInt64 = 2_000, mark: PaymentMark? = nil
    ) async throws -> OutgoingPayment {
        let mark = if let mark { mark } else { try await backend.mark() }
        return OutgoingPayment(
            attempt: OperationID(), request: .bolt11(invoice.invoice),
            amountMsat: amountMsat ?? invoice.invoice.amountMsat ?? 21_000, feeLimitMsat: feeLimitMsat,
            mark: mark)
    }

    func pay(_ invoice: ForeignInvoice, feeLimitMsat: UInt64 = 2_000) async throws -> PaymentOutcome {
        await backend.pay(try await order(invoice, feeLimitMsat: feeLimitMsat))
    }

    func outcome(of payment: OutgoingPayment) async -> PaymentOutcome { await backend.outcome(of: payment.asked) }

    /// How often an order to pay reached the node.
    var orders: Int { get async { await node.requests.count { $0 == "POST /v2/router/send" } } }
}

extension PaymentOutcome {
    var isFailed: Bool { if case .failed = self { true } else { false } }
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
    var reason: String {
        switch self {
        case .failed(let failure): failure.reason
        case .unknown(let reason): reason
        case .settled, .inFlight, .notFound: ""
        }
    }
}

/// The error of a call that must have one.
func failure<R>(_ call: () async throws(PaymentError) -> R) async -> PaymentError? {
    do throws(PaymentError) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}

extension PaymentError {
    var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
    var isRefused: Bool { if case .refused = self { true } else { false } }
    var text: String {
        switch self {
        case .unavailable(let reason), .refused(let reason): reason
        }
    }
}
