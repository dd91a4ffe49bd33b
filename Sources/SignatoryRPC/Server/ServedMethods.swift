package import SignatoryAPI

extension SignatoryServer {
    /// What a socket gives access to.
    package enum Service: Sendable {
        /// `mint.sock`: signs, verifies, publishes. For the roles mint and monitor.
        case mint(any Signatory)
        /// `admin.sock`: rotates. For the role administration.
        case administration(any SignatoryAdministration)
    }
}

extension SignatoryServer.Service {
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
        switch (role, method) {
        case (_, .getKeysets), (_, .status): true
        case (.mint, .blindSign), (.mint, .verifyProofs), (.mint, .subscribeKeysets), (.monitor, .subscribeKeysets):
            true
        case (.administration, .rotateKeyset): true
        case (.mint, .rotateKeyset): false
        case (.monitor, .blindSign), (.monitor, .verifyProofs), (.monitor, .rotateKeyset): false
        case (.administration, .blindSign), (.administration, .verifyProofs), (.administration, .subscribeKeysets):
            false
        }
    }
}
