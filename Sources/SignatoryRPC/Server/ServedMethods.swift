package import SignatoryAPI

extension SignatoryServer {
    /// What a socket gives access to.
    package enum Service: Sendable {
        /// `mint.sock`: signs, verifies, publishes. For the roles mint and monitor.
        case mint(any Signatory)
        /// `admin.sock`: rotates, limits, pauses. For the role administration, and in the name of the uid that connected.
        case administration(@Sendable (_ uid: UInt32) -> any SignatoryAdministration)
    }
}

extension SignatoryServer.Service {
    /// The signatory, if it does small requests together.
    var coalescing: (any CoalescingSignatory)? {
        switch self {
        case .mint(let signatory): signatory as? any CoalescingSignatory
        case .administration: nil
        }
    }

    var roles: Set<Role> {
        switch self {
        case .mint: [.mint, .monitor]
        case .administration: [.administration]
        }
    }

    /// The mode of the socket file.
    var mode: UInt32 {
        switch self {
        case .mint: 0o660
        case .administration: 0o600
        }
    }

    /// Which methods a role may call. The listener has checked that it serves the role.
    static func allows(_ method: Method, for role: Role) -> Bool {
        switch method {
        case .getKeysets, .status: true
        case .blindSign, .verifyProofs, .compareLedgers: role == .mint
        case .subscribeKeysets: role == .mint || role == .monitor
        case .rotateKeyset, .deactivateKeyset, .setLimit, .getLimits, .audit, .pause: role == .administration
        }
    }
}
