internal import PaymentAPI

/// What is wrong with a node, and what an operator does about it.
extension CoreLightningBackend {
    func problem(_ failure: CallFailure, asking method: NodeMethod) -> BackendProblem {
        let subject: BackendProblem.Subject =
            switch failure {
            case .untrusted: .certificate
            case .unauthenticated: .credential
            case .forbidden: .rights
            case .notSent, .node, .cut, .lost: .connection
            }
        return BackendProblem(
            subject, isFatal: true, detail: "\(method.rawValue): \(failure)", advice: advice(subject))
    }

    private func advice(_ subject: BackendProblem.Subject) -> String {
        switch subject {
        case .certificate:
            "Copy ca.pem of this node (its directory: 'lightning-cli listconfigs clnrest-certs') to the mint, and write "
                + "the URL with a name that is in the node's certificate, 'cln' or 'localhost' unless you made another."
        case .credential:
            "Make a rune on this very node with '\(Self.createRune)', and give the mint that one. "
                + "'lightning-cli showrunes' shows the node's runes, and which of them are blacklisted."
        case .rights: "Give the mint a rune that allows what it needs: '\(Self.createRune)'."
        case .connection, .network, .sync, .liquidity, .version: connectionAdvice
        }
    }

    private var connectionAdvice: String {
        switch configuration.connection {
        case .socket(let path):
            "Start lightningd, and let the mint's user read and write its socket: as that user, "
                + "'lightning-cli --rpc-file=\(path) getinfo' must answer."
        case .rest(let rest):
            "Start lightningd with clnrest ('lightning-cli plugin list' shows it, 'lightning-cli listconfigs "
                + "clnrest-port' its port), and let this machine reach \(rest.origin)."
        }
    }

    /// For a rune with the mint's rights and no others.
    private static var createRune: String {
        let methods = NodeMethod.allCases.map { #""method=\#($0.rawValue)""# }.joined(separator: ",")
        return "lightning-cli createrune restrictions='[[\(methods)]]'"
    }

    func problems(of info: NodeInfo) -> [BackendProblem] {
        var problems: [BackendProblem] = []
        if info.network != configuration.networkName {
            problems.append(
                BackendProblem(
                    .network, isFatal: true,
                    detail: "the node is on \(info.network), and the mint is for \(configuration.networkName)",
                    advice: "Connect the mint with a node on \(configuration.networkName), or configure it for "
                        + "\(info.network); 'lightning-cli getinfo' tells the network of a node."))
        }
        if let delay = info.delay {
            problems.append(
                BackendProblem(
                    .sync, isFatal: true, detail: "the node does not know the newest blocks: \(delay)",
                    advice: "Wait until 'lightning-cli getinfo' shows no more warning_bitcoind_sync and "
                        + "warning_lightningd_sync. If it stays, see whether bitcoind runs and has caught up."))
        }
        return problems
    }

    func problems(of balance: BackendBalance, usableChannels: Int) -> [BackendProblem] {
        func problem(_ detail: String, isFatal: Bool, _ advice: String) -> BackendProblem {
            BackendProblem(.liquidity, isFatal: isFatal, detail: detail, advice: advice)
        }
        if usableChannels == 0 {
            return [
                problem(
                    "no channel is open with a peer that is connected", isFatal: true,
                    "Open a channel with 'lightning-cli fundchannel', or connect its peer again with 'lightning-cli "
                        + "connect'; 'lightning-cli listpeerchannels' shows the state of each.")
            ]
        }
        var problems: [BackendProblem] = []
        if balance.sendableMsat == 0 {
            problems.append(
                problem(
                    "the channels can send nothing: nobody can melt", isFatal: false,
                    "Open a channel of your own with 'lightning-cli fundchannel'."))
        }
        if balance.receivableMsat == 0 {
            problems.append(
                problem(
                    "the channels can receive nothing: nobody can mint", isFatal: false,
                    "Let others open channels to the node, or spend through it; 'lightning-cli listpeerchannels' shows "
                        + "receivable_msat of each."))
        }
        return problems
    }

    func problems(of findings: MethodFindings) -> [BackendProblem] {
        var problems: [BackendProblem] = []
        if let silent = findings.silent { problems.append(problem(silent.failure, asking: silent.method)) }
        let forbidden = findings.forbidden.filter { configuration.offers || !NodeMethod.forOffers.contains($0) }
            .filter { $0 != .pay || findings.unknown.contains(.xpay) }
        if !forbidden.isEmpty {
            problems.append(
                BackendProblem(
                    .rights,
                    isFatal: forbidden.contains { $0.isEssential || findings.unknown.contains(.xpay) && $0 == .pay },
                    detail: "the rune does not allow \(Self.list(forbidden))", advice: advice(.rights)))
        }
        return problems + versionProblems(findings.unknown)
    }

    private func versionProblems(_ unknown: [NodeMethod]) -> [BackendProblem] {
        let upgrade = "Upgrade Core Lightning to 24.11 or later; 'lightning-cli getinfo' tells the version."
        var problems: [BackendProblem] = []
        let missing = unknown.filter { $0.isEssential && $0 != .xpay } + (unknown.contains(.pay) ? [.xpay, .pay] : [])
            .filter { unknown.contains(.xpay) && unknown.contains($0) }
        if !missing.isEmpty {
            problems.append(
                BackendProblem(
                    .version, isFatal: true, detail: "the node does not know \(Self.list(missing))", advice: upgrade))
        } else if unknown.contains(.xpay) {
            problems.append(
                BackendProblem(
                    .version, isFatal: false, detail: "the node does not know xpay, and is paid through with pay",
                    advice: upgrade))
        }
        let offers = configuration.offers ? unknown.filter(NodeMethod.forOffers.contains) : []
        if !offers.isEmpty {
            problems.append(
                BackendProblem(
                    .version, isFatal: false, detail: "the node has no offers: it does not know \(Self.list(offers))",
                    advice: "\(upgrade) Or switch offers off in the mint's configuration."))
        }
        return problems
    }

    private static func list(_ methods: [NodeMethod]) -> String { methods.map(\.rawValue).joined(separator: ", ") }
}
