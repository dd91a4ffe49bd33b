internal import CashuCrypto
package import Logging
package import SignatoryAPI
internal import Storage

/// What a keys database holds, after all of it was compared with the seed.
package struct KeysFindings: Sendable {
    package let publication: KeysetPublication
    /// The beginning of that of the seed.
    package let fingerprint: String
    package let auditNumber: UInt64
    /// One line for each unit.
    package let ledger: [String]
}

extension EmbeddedSignatory {
    /// Everything that `open` compares, and changes nothing.
    package static func verify(
        _ configuration: SignatoryConfiguration, seed source: SeedSource, logger: Logger
    ) async throws(SignatoryStartError) -> KeysFindings {
        let database = Database(try engine(configuration, logger))
        do throws(SignatoryStartError) {
            let findings = try await findings(database, configuration, source)
            await database.close()
            return findings
        } catch {
            await database.close()
            throw error
        }
    }

    private static func findings(
        _ database: Database, _ configuration: SignatoryConfiguration, _ source: SeedSource
    ) async throws(SignatoryStartError) -> KeysFindings {
        let (opening, stored, ring) = try await compare(database, configuration, try read(source))
        guard let ring else { throw .alteredDatabase("it holds no keysets") }
        let auditNumber = try await run(database) { (transaction) throws(KeysStoreError) in
            try transaction.lastAuditNumber()
        }
        return KeysFindings(
            publication: ring.publication, fingerprint: String(opening.fingerprint.hex.prefix(16)),
            auditNumber: auditNumber, ledger: stored.ledger.map(\.description))
    }
}
