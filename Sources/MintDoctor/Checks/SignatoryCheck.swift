package import Cashu
package import CashuCrypto
internal import MintStore
package import SignatoryAPI

/// The process that holds the keys: whether it answers, is the right one, and may sign in every unit.
package struct SignatoryCheck: Check {
    package let subject = "signatory"
    private let connection: Connection
    private let units: [CurrencyUnit]
    private let pinned: PublicKey?
    private let database: DatabaseLook
    private let now: @Sendable () -> UInt64

    package enum Connection: Sendable {
        /// Nothing to connect to, or not with what is configured.
        case unusable(String)
        /// The key that is shared with it is a credential of the service manager, which this process was not given.
        case noCredential
        /// The second keeps the connection until its task is cancelled.
        case remote(any Signatory, run: @Sendable () async -> Void)
    }

    /// - Parameters:
    ///   - pinned: what the configuration says of the identity.
    ///   - now: Unix seconds.
    package init(
        _ connection: Connection, units: [CurrencyUnit], pinned: PublicKey?, database: DatabaseLook,
        now: @escaping @Sendable () -> UInt64
    ) {
        self.connection = connection
        self.units = units
        self.pinned = pinned
        self.database = database
        self.now = now
    }

    package func findings() async -> [Finding] {
        switch connection {
        case .unusable(let reason):
            return [.failed(subject, reason, advice: "correct [signatory]; 'signatory status' says where it listens")]
        case .noCredential:
            return [
                .failed(
                    "signatory credential", "psk_credential was not given to this process, so the signatory was not asked",
                    advice: "run this with the credential of mintd's unit, as docs/doctor.md shows")
            ]
        case .remote(let signatory, let run):
            let running = Task { await run() }
            defer { running.cancel() }
            return await findings(signatory)
        }
    }

    private func findings(_ signatory: any Signatory) async -> [Finding] {
        let status: SignatoryStatus
        let asked = now()
        do throws(SignatoryError) {
            status = try await signatory.status()
        } catch {
            return [.failed(subject, "no connection: \(error.detail)", advice: Self.advice(error))]
        }
        let answered = now()
        var publications = signatory.publications().makeAsyncIterator()
        guard let publication = await publications.next() else {
            return [.failed(subject, "it answers and publishes no keysets", advice: "look at 'signatory status'")]
        }
        let identity = publication.identity
        let it = "\(status.version), identity \(identity), generation \(publication.generation)"
        return [.ok(subject, it)] + Self.findings(status, subject) + findings(publication)
            + SignatoryClock(status, publication, asked: asked, answered: answered).findings
            + (await identityFindings(identity))
    }

    private static func findings(_ status: SignatoryStatus, _ subject: String) -> [Finding] {
        if status.isPaused {
            return [.failed(subject, "signing was paused by hand", advice: "signatory resume, when the reason is gone")]
        }
        if status.isReadOnly {
            return [.failed(
                subject, "its database takes no write, so it signs nothing", advice: "look at its disk and its log")]
        }
        return status.isReady
            ? [] : [.failed(subject, "it is not ready", advice: "look at 'signatory status' and its log")]
    }

    private func findings(_ publication: KeysetPublication) -> [Finding] {
        var findings: [Finding] = []
        for unit in units where !publication.keysets.contains(where: { $0.unit == unit && $0.state == .active }) {
            findings.append(
                .failed(
                    "signatory keysets", "none of \(unit) is active: nothing can be signed in it",
                    advice: "signatory keyset rotate --unit \(unit) --new-unit, or take the unit out of mintd.toml"))
        }
        return findings
    }

    private func identityFindings(_ identity: PublicKey) async -> [Finding] {
        if let pinned { return pinned == identity ? [] : [foreign("mintd.toml names \(pinned)")] }
        let stored = try? await database.read { (transaction) throws(StoreError) in try transaction.publication() }
        if let known = stored?.identity {
            // With keysets of one signatory the mint takes none of another.
            return known == identity ? [] : [foreign("this mint's keysets are of \(known)")]
        }
        return [
            .warning(
                "signatory identity", "it is not pinned: a mint without keysets believes the first that it meets",
                advice: "identity = \"\(identity)\" under [signatory]")
        ]
    }

    private func foreign(_ whose: String) -> Finding {
        .failed(
            "signatory identity", "another signatory answers, and \(whose)",
            advice: "let [signatory] socket name this mint's own signatory")
    }

    private static func advice(_ error: SignatoryError) -> String {
        error.code == .unauthorized || error.detail.contains("another signatory")
            ? "let [signatory] socket name this mint's own signatory, and identity and psk_file agree with it"
            : "start signatory; let [signatory] socket name its mint_socket, and its allowed_uids have mintd's user"
    }
}
