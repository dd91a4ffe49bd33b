package import SignatoryAPI

/// Who holds the object is its operator.
extension EmbeddedSignatory: SignatoryAdministration {
    private var own: Administration { Administration(signatory: self, actor: Self.ownName) }

    package func keysets() async throws(SignatoryError) -> KeysetPublication { try await own.keysets() }

    package func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
        try await own.rotate(rotation)
    }

    package func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset {
        try await own.deactivate(deactivation)
    }

    package func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus {
        try await own.pause(pause)
    }

    package func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit] {
        try await own.setLimit(limit, reason: reason)
    }

    package func limits() async throws(SignatoryError) -> [UsedLimit] { try await own.limits() }

    package func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage {
        try await own.audit(after: number)
    }
}
