internal import Cashu
package import PaymentAPI

/// The node that the mint stands on: whether it can be reached, is the right one, and can pay and be paid.
package struct LightningCheck: Check {
    package let subject = "lightning"
    private let node: Node

    /// What the configuration says.
    package enum Node: Sendable {
        case fake
        case unusable(String)
        case backend(any PaymentBackend)
    }

    package init(_ node: Node) { self.node = node }

    package func findings() async -> [Finding] {
        switch node {
        case .fake:
            [.warning(
                subject, "the backend is a fake: it pays every invoice and has no money",
                advice: "name a node with ln_backend, as docs/lightning.md says; or keep it for trying things out")]
        case .unusable(let reason):
            [.failed(subject, reason, advice: "correct the section of the node, or what it names")]
        case .backend(let backend): Self.findings(await backend.health(), of: backend.name, subject)
        }
    }

    private static func findings(_ health: BackendHealth, of name: String, _ subject: String) -> [Finding] {
        var findings: [Finding] = []
        if let node = health.node { findings.append(.ok(subject, "\(name) \(node.summary)")) }
        findings += health.problems.map { problem in
            let subject = "\(subject) \(problem.subject.rawValue)"
            // BoringSSL tells where in its own source it gave up.
            let detail = problem.detail.replacing(#/\ at [^ \])]*CNIOBoringSSL[^ \])]*/#, with: "")
            return problem.isFatal
                ? .failed(subject, detail, advice: problem.advice)
                : .warning(subject, detail, advice: problem.advice)
        }
        if let balance = health.balance { findings.append(.ok("\(subject) balance", balance.summary)) }
        guard findings.isEmpty else { return findings }
        return [.warning(subject, "the node says nothing of itself", advice: "look at the node")]
    }
}

extension BackendHealth.Node {
    fileprivate var summary: String {
        let name = alias.isEmpty ? identity : "\(alias) (\(identity))"
        return "\(version), \(name), on \(networks.joined(separator: ", ")), block \(blockHeight)"
    }
}

extension BackendBalance {
    fileprivate var summary: String {
        "\(Sat.text(ownedMsat)) its own; \(Sat.text(sendableMsat)) can be sent and \(Sat.text(receivableMsat)) received"
    }
}
