/// How it stands with a node: for `mintd doctor`, for an operator, and for the watchdog over what the mint owes.
package struct BackendHealth: Sendable, Equatable {
    package struct Node: Sendable, Equatable {
        /// Its public key, in hex.
        package let identity: String
        package let alias: String
        package let version: String
        /// As the node calls them.
        package let networks: [String]
        package let blockHeight: UInt64

        package init(identity: String, alias: String, version: String, networks: [String], blockHeight: UInt64) {
            self.identity = identity
            self.alias = alias
            self.version = version
            self.networks = networks
            self.blockHeight = blockHeight
        }
    }

    /// `nil` when the node did not say.
    package var node: Node?
    package var balance: BackendBalance?
    /// The worst first; none when all is well.
    package var problems: [BackendProblem]

    package init(node: Node? = nil, balance: BackendBalance? = nil, problems: [BackendProblem] = []) {
        self.node = node
        self.balance = balance
        self.problems = problems
    }

    /// Whether the mint can work with the node at this moment.
    package var isUsable: Bool { !problems.contains(where: \.isFatal) }
}

/// What a node has, in millisatoshi.
package struct BackendBalance: Sendable, Equatable {
    /// All that is its own, in channels and, where the mint may see it, on the chain. What is on its way to a payee is
    /// not in it.
    package let ownedMsat: UInt64
    /// What it can send through channels that work, and what it can receive.
    package let sendableMsat: UInt64
    package let receivableMsat: UInt64

    package init(ownedMsat: UInt64, sendableMsat: UInt64, receivableMsat: UInt64) {
        self.ownedMsat = ownedMsat
        self.sendableMsat = sendableMsat
        self.receivableMsat = receivableMsat
    }
}

/// What is wrong with a node, or with how the mint reaches it.
package struct BackendProblem: Sendable, Equatable {
    package enum Subject: String, Sendable, CaseIterable {
        /// Nobody answers.
        case connection
        /// Somebody else answers.
        case certificate
        /// The rune or macaroon is none of this node's.
        case credential
        /// The rune or macaroon allows too little.
        case rights
        case network
        case sync
        case liquidity
        case version
    }

    package let subject: Subject
    /// Whether nothing can be paid or received while it lasts.
    package let isFatal: Bool
    package let detail: String
    /// What the operator is to do.
    package let advice: String

    package init(_ subject: Subject, isFatal: Bool, detail: String, advice: String) {
        self.subject = subject
        self.isFatal = isFatal
        self.detail = detail
        self.advice = advice
    }
}
