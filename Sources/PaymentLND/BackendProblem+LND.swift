package import PaymentAPI

extension BackendProblem {
    package static func unreachable(_ reason: String) -> BackendProblem {
        BackendProblem(
            .connection, isFatal: true, detail: "the node does not answer: \(reason)",
            advice: "start lnd, and set address to its restlisten")
    }

    package static func untrusted(_ reason: String) -> BackendProblem {
        BackendProblem(
            .certificate, isFatal: true, detail: "the node's certificate is not the one in cert_file: \(reason)",
            advice: "copy tls.cert again; for another host name add tlsextradomain or tlsextraip, and renew it")
    }

    package static func foreignMacaroon(_ reason: String) -> BackendProblem {
        BackendProblem(
            .credential, isFatal: true, detail: "the node does not know the macaroon: \(reason)",
            advice: "bake a macaroon on this node, as docs/lightning-lnd.md says")
    }

    package static func missing(_ right: LNDRight) -> BackendProblem {
        BackendProblem(
            .rights, isFatal: true, detail: "the macaroon does not allow \(right.rawValue)",
            advice: "bake a macaroon with all five rights, as docs/lightning-lnd.md says")
    }

    /// - Parameter networks: that the node is on.
    package static func otherNetwork(_ networks: [String]) -> BackendProblem {
        BackendProblem(
            .network, isFatal: true, detail: "the node is on \(networks.joined(separator: ", "))",
            advice: "point address to a node on the network of the mint")
    }

    package static func notSyncedToChain(block: UInt64) -> BackendProblem {
        BackendProblem(
            .sync, isFatal: true, detail: "the node is still reading the chain, at block \(block)",
            advice: "wait; look at lncli getinfo")
    }

    package static func notReady(_ reason: String) -> BackendProblem {
        BackendProblem(
            .sync, isFatal: true, detail: "the node is not ready: \(reason)",
            advice: "unlock the wallet (lncli unlock), or wait until lnd is up")
    }

    package static let notSyncedToGraph = BackendProblem(
        .sync, isFatal: false,
        detail: "the node does not know all channels of the network yet: payments may find no route",
        advice: "wait; look at lncli getinfo")

    package static let noChannels = BackendProblem(
        .liquidity, isFatal: false, detail: "the node has no active channel",
        advice: "open a channel, and see that its peer is online")

    package static let nothingToSend = BackendProblem(
        .liquidity, isFatal: false, detail: "the node has nothing to send: no melt can be paid",
        advice: "open a channel, and see that its peer is online")

    package static let nothingToReceive = BackendProblem(
        .liquidity, isFatal: false, detail: "the node can receive nothing: no invoice can be paid",
        advice: "get inbound liquidity: spend, or let somebody open a channel to the node")
}

extension BackendProblem {
    init(_ failure: LNDFailure, asking right: LNDRight) {
        self =
            switch failure {
            case .unreachable(let reason), .interrupted(let reason), .unreadable(let reason): .unreachable(reason)
            case .untrusted(let reason): .untrusted(reason)
            case .refused(let status) where status.isMissingRight: .missing(right)
            case .refused(let status) where status.isForeignMacaroon: .foreignMacaroon(status.message)
            case .refused(let status): .notReady(status.message)
            }
    }
}
