/// How it stands with the node, for `mintd doctor` and for readiness.
package struct LNDHealth: Sendable, Equatable {
    package struct Node: Sendable, Equatable {
        package let identity: String
        package let version: String
        package let networks: [String]
        package let isSyncedToChain: Bool
        package let isSyncedToGraph: Bool
        package let blockHeight: UInt64
        package let activeChannels: UInt64
    }

    /// Of all channels, in millisatoshis.
    package struct Balance: Sendable, Equatable {
        package let localMsat: UInt64
        package let remoteMsat: UInt64
        package let unsettledLocalMsat: UInt64
        package let unsettledRemoteMsat: UInt64
    }

    /// `nil` when the node did not say.
    package internal(set) var node: Node?
    package internal(set) var balance: Balance?
    /// Of the five that the mint needs.
    package internal(set) var rights: Set<LNDRight> = []
    /// The worst first; none when all is well.
    package internal(set) var problems: [LNDProblem] = []

    /// Whether the mint can work with the node at this moment.
    package var isUsable: Bool { !problems.contains { $0.isFatal } }
}

/// What a macaroon allows, as `lncli bakemacaroon` calls it.
package enum LNDRight: String, Sendable, CaseIterable {
    case readInfo = "info:read"
    case readInvoices = "invoices:read"
    case writeInvoices = "invoices:write"
    case readPayments = "offchain:read"
    case writePayments = "offchain:write"
}

package enum LNDProblem: Sendable, Equatable {
    case unreachable(String)
    case untrusted(String)
    case foreignMacaroon(String)
    case missingRight(LNDRight)
    /// What the node is on.
    case otherNetwork([String])
    case notSyncedToChain(block: UInt64)
    case notReady(String)
    case notSyncedToGraph
    case noChannels
    case nothingToSend
    case nothingToReceive

    package var isFatal: Bool {
        switch self {
        case .unreachable, .untrusted, .foreignMacaroon, .missingRight, .otherNetwork, .notSyncedToChain, .notReady:
            true
        case .notSyncedToGraph, .noChannels, .nothingToSend, .nothingToReceive: false
        }
    }
}

extension LNDProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let reason): "the node does not answer: \(reason)"
        case .untrusted(let reason): "the node's certificate is not the one in cert_file: \(reason)"
        case .foreignMacaroon(let reason): "the node does not know the macaroon: \(reason)"
        case .missingRight(let right): "the macaroon does not allow \(right.rawValue)"
        case .otherNetwork(let networks): "the node is on \(networks.joined(separator: ", "))"
        case .notSyncedToChain(let block): "the node is still reading the chain, at block \(block)"
        case .notReady(let reason): "the node is not ready: \(reason)"
        case .notSyncedToGraph: "the node does not know all channels of the network yet: payments may find no route"
        case .noChannels: "the node has no active channel"
        case .nothingToSend: "the node has nothing to send: no melt can be paid"
        case .nothingToReceive: "the node can receive nothing: no invoice can be paid"
        }
    }

    /// What to do about it.
    package var advice: String {
        switch self {
        case .unreachable: "start lnd, and set address to its restlisten"
        case .untrusted: "copy tls.cert again; for another host name add tlsextradomain or tlsextraip, and renew it"
        case .foreignMacaroon: "bake a macaroon on this node, as docs/lightning-lnd.md says"
        case .missingRight: "bake a macaroon with all five rights, as docs/lightning-lnd.md says"
        case .otherNetwork: "point address to a node on the network of the mint"
        case .notSyncedToChain, .notSyncedToGraph: "wait; look at lncli getinfo"
        case .notReady: "unlock the wallet (lncli unlock), or wait until lnd is up"
        case .noChannels, .nothingToSend: "open a channel, and see that its peer is online"
        case .nothingToReceive: "get inbound liquidity: spend, or let somebody open a channel to the node"
        }
    }
}
