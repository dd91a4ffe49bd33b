internal import MintDaemon
internal import MintStore
internal import Storage

/// Where the mint keeps what it must not forget: whether it is there, of this release, and can be written.
package struct DatabaseCheck: Check {
    package let subject = "database"
    private let look: DatabaseLook

    package init(_ look: DatabaseLook) { self.look = look }

    package func findings() async -> [Finding] {
        switch look.settings {
        case .sqlite(let path): await file(path)
        case .postgres(let server): await self.server(server)
        }
    }

    private func file(_ path: String) async -> [Finding] {
        let file = FileLook(path)
        guard file.exists else { return [absent(file)] }
        guard file.isWritable else {
            return [
                .failed(
                    subject, "\(path) or its directory may not be written by uid \(FileLook.user)",
                    advice: "run this as mintd's user, or give it the directory (chown)")
            ]
        }
        do throws(StoreError) {
            let standing = try await look.standing()
            return [finding("SQLite, \(path)", standing)] + room(file)
        } catch {
            return [failed(error)]
        }
    }

    private func absent(_ file: FileLook) -> Finding {
        file.isDirectoryWritable
            ? .ok(subject, "\(file.path) is not there yet: mintd makes it when it first starts")
            : .failed(
                subject, "\(file.path) is not there, and uid \(FileLook.user) cannot make it",
                advice: "make its directory, and give it to mintd's user")
    }

    private func room(_ file: FileLook) -> [Finding] {
        guard let free = file.freeBytes, free < 1 << 30 else { return [] }
        return [
            .warning(
                "database disk",
                "\(free >> 20) MiB are free: a mint that cannot write answers nothing that moves money",
                advice: "make room")
        ]
    }

    private func server(_ server: PostgresSettings) async -> [Finding] {
        do throws(StoreError) {
            let standing = try await look.standing()
            let facts = try await look.read { (transaction) throws(StoreError) in try ServerFacts(transaction) }
            let findings = [finding(facts.summary, standing)] + facts.findings
            if standing != nil, !findings.contains(where: { $0.grade == .failed }) { try await look.probe(server) }
            return findings
        } catch {
            return [failed(error)]
        }
    }

    private func finding(_ what: String, _ standing: MigrationStanding?) -> Finding {
        switch standing {
        case .current(let number)?: .ok(subject, "\(what), schema \(number)")
        case nil: .ok(subject, "\(what), empty: mintd makes its tables when it first starts")
        case .behind(let number, let newest)?:
            .ok(subject, "\(what), schema \(number): mintd brings it to \(newest) when it starts")
        case .newer(let number)?:
            .failed(subject, "\(what), schema \(number) is of a newer release", advice: "run the newer mintd")
        case .foreign(let number)?:
            .failed(
                subject, "\(what), step \(number) of the schema is not this release's",
                advice: "name the mint's own database, or run the release that made it")
        }
    }

    private func failed(_ error: StoreError) -> Finding {
        let detail = switch error {
        case .database(let error): "\(error)"
        case .refused, .conflict, .unknown: "\(error)"
        }
        return .failed(subject, detail, advice: "see that [database] names the mint's own, and that it is up")
    }
}
