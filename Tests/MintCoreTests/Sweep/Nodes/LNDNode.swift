import CashuCrypto
import Foundation
import LNDStandIn
import Lightning
import PaymentAPI
import PaymentLND
import TestSupport
import Testing

/// LND's backend over TLS, and the stand-in at its other end.
final class LNDNode: SweepNode {
    private let directory: TemporaryDirectory
    private let clock: ManualClock
    private let node: LNDStandIn
    let orderSite = "node POST /v2/router/send"

    init(_ clock: ManualClock) async throws {
        self.clock = clock
        directory = try TemporaryDirectory()
        node = try await LNDStandIn.start(in: directory.path, clock: { clock.now() })
    }

    /// A port of its own: what one process still asks when it is dead must not reach the node.
    func connect(by passage: Passage) async throws -> NodeLine {
        let (node, clock) = (node, clock)
        let gate = CallGate { passage.enter(.backend, "node \($0)") } leaving: { call in
            let isLost = passage.leave(.backend)
            do {
                if isLost, passage.restartsNode { try await node.restart() }
            } catch {
                preconditionFailure("the stand-in does not start again: \(error)")
            }
            // Of what hangs no end is awaited: the stream of the order breaks when it is begun.
            guard call.hasSuffix("/send") else { return isLost }
            let isHanging = await node.payments.contains { !$0.isOver }
            return isLost || isHanging
        }
        let line = try await node.line(gate)
        var configuration = try LNDConfiguration(
            address: line.address, certificate: try bytes("tls.cert"),
            macaroon: try #require(Macaroon(try bytes("mint.macaroon"))),
            preimageKey: PreimageKey(SHA256.hash("preimages")), network: .regtest)
        // In every cell the same is asked.
        configuration.fitnessLifetime = .zero
        configuration.patience = .seconds(60)
        configuration.connectPatience = .seconds(60)
        let backend = LNDBackend(configuration, logger: MintFixture.logger, now: { clock.now() })
        return NodeLine(backend: backend, close: line.close)
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: directory.path(of: name))))
    }

    func invoice(_ course: Course) throws -> Bolt11Invoice {
        let fate: ForeignInvoice.Course =
            switch course {
            case .settles: .settles
            case .fails: .fails("NO_ROUTE")
            case .hangsAndSettles, .hangsAndFails: .isHeld
            case .settlesUnseen, .failsUnseen, .late, .lost: preconditionFailure("for the fake backend alone")
            }
        return try ForeignInvoice(amountMsat: 10_000, fate, timestamp: clock.now()).invoice
    }

    func offer(_ course: Course) -> Bolt12Offer? { nil }

    func receive(_ request: String) async throws {
        try await node.receive(try Bolt11Invoice(parsing: request).paymentHash)
    }

    func end(_ paymentHash: FixedBytes<32>, paid: Bool) async throws {
        guard await truth(paymentHash) == .underWay else { return }
        try await node.finish(paymentHash, failing: paid ? nil : "TIMEOUT")
    }

    func truth(_ paymentHash: FixedBytes<32>) async -> Truth {
        let payments = await node.payments(of: paymentHash)
        return switch (payments.count { $0.status == "SUCCEEDED" }, payments.contains { !$0.isOver }) {
        case (0, false): .none
        case (0, true): .underWay
        case (1, false): .made
        default: .madeTwice
        }
    }

    func paidTwice() async -> [String] { await node.paidTwice }

    func stop() async throws { try await node.stop() }
}
