import CashuCrypto
import Lightning
import PaymentAPI
import TestSupport

/// What the mint pays with, and who alone knows what was really paid. It outlives the processes of the mint.
protocol SweepNode: Sendable {
    /// The site at which it is told to pay.
    var orderSite: String { get }

    /// For a new process of the mint, whose passage all that it asks of the node comes by.
    func connect(by passage: Passage) async throws -> NodeLine
    /// Of somebody else.
    func invoice(_ course: Course) throws -> Bolt11Invoice
    /// Of somebody else; `nil` of a node that pays none.
    func offer(_ course: Course) throws -> Bolt12Offer?
    /// Somebody pays an invoice of the mint.
    func receive(_ request: String) async throws
    /// What is on its way comes to its end.
    func end(_ paymentHash: FixedBytes<32>, paid: Bool) async throws
    /// What really happened, from the node's own books.
    func truth(_ paymentHash: FixedBytes<32>) async -> Truth
    /// Hashes that were paid more than once.
    func paidTwice() async -> [String]
    func stop() async throws
}

/// How one process reaches the node.
struct NodeLine: Sendable {
    let backend: any PaymentBackend
    /// Nothing of this process comes to the node any more.
    let close: @Sendable () async throws -> Void
}

enum Truth: Sendable { case none, underWay, made, madeTwice }

/// What comes of paying an invoice.
enum Course: Sendable, Hashable {
    case settles
    case fails
    /// The first answer is that the backend does not know.
    case settlesUnseen
    case failsUnseen
    /// On its way for longer than the mint waits for anything.
    case hangsAndSettles
    case hangsAndFails
    /// The order arrives after the backend was asked about it for the first time, or never.
    case late
    case lost

    /// Whether paying it fails, however often it is tried.
    var isHopeless: Bool { [.fails, .failsUnseen, .hangsAndFails].contains(self) }
}

enum NodeKind: String, Sendable, CaseIterable {
    case fake
    case coreLightning = "Core Lightning"
    case coreLightningREST = "Core Lightning over CLNRest"
    case lnd = "LND"

    /// Real backends, and stand-ins for their nodes at the other end of a socket.
    static let real: [NodeKind] = [.coreLightning, .coreLightningREST, .lnd]

    /// - Parameter delay: seconds after which invoices of the mint are paid; a real node waits until they are.
    func start(_ clock: ManualClock, invoicesArePaidAfter delay: UInt64) async throws -> any SweepNode {
        switch self {
        case .fake: try FakeNode(clock, invoicesArePaidAfter: delay)
        case .coreLightning: try CoreLightningNode(clock, over: .socket)
        case .coreLightningREST: try CoreLightningNode(clock, over: .rest(try await TestCertificate.shared()))
        case .lnd: try await LNDNode(clock)
        }
    }
}
