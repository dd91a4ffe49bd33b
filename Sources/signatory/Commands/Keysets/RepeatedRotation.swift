internal import Cashu
internal import SignatoryAPI
internal import SignatoryRPC

/// A rotation whose answer may get lost. It is asked for again under the same operation id: the keyset is made once.
struct RepeatedRotation {
    let rotation: KeysetRotation
    let connect: () async throws -> RemoteSignatoryAdministration

    /// From the first lost answer on.
    private static let patience = Duration.seconds(10)
    private static let pause = Duration.milliseconds(500)

    /// - Parameter administration: for the first attempt. Each later one has a connection of its own.
    func perform(_ administration: RemoteSignatoryAdministration) async throws -> RotatedKeyset {
        do throws(SignatoryError) {
            return try await administration.rotate(rotation)
        } catch {
            guard error.isTransient else { throw error }
        }
        let end = ContinuousClock.now + Self.patience
        while true {
            try await Task.sleep(for: Self.pause)
            do {
                return try await again()
            } catch let error as SignatoryError where error.isTransient {
                if ContinuousClock.now > end { throw unknown(error) }
            }
        }
    }

    private func again() async throws -> RotatedKeyset {
        let administration = try await connect()
        defer { administration.close() }
        return try await administration.rotate(rotation)
    }

    private func unknown(_ error: SignatoryError) -> CommandFailure {
        CommandFailure(
            .unavailable,
            """
            whether the keyset was made is unknown: \(error.detail)
            To learn it or to make it, say the same again with \
            --expect-generation \(rotation.expectedGeneration) --operation-id \(rotation.operationID.text)
            """)
    }
}
