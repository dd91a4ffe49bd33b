import Foundation
import Testing

/// docs/doctor.md, from what the doctor printed.
struct DoctorDocument {
    private var text = """
        # The doctor

        `mintd doctor --config mintd.toml` looks at all that a mint stands on: its configuration, the clock, the database, the
        signatory, the Lightning node, what is owed beside what the node has, the public URL and the management socket. It runs
        beside a mint or without one, changes nothing and moves no money. Whether a PostgreSQL server takes writes it tries with one
        that it rolls back. Each finding is one line, `ok`, `warning` or `failed`, with what to do behind an arrow; `--json` prints
        the same for programs. It ends with 0 when nothing has failed, with 1 when something has, and with 78 when the configuration
        cannot be read.

        Run it as `mintd`'s user, and with its environment where the configuration says `env:`. What only the mint itself can know,
        such as its metrics, is not in it.

        With `psk_credential`, as deploy/ has it, only the service manager has the key that is shared with the signatory, and gives
        it to a unit alone. While the mint runs, the doctor takes what was given to the mint; before, it runs as a unit of its own:

        ```sh
        runuser -u cashu-mint -- env CREDENTIALS_DIRECTORY=/run/credentials/cashu-mintd.service \\
            mintd doctor --config /etc/cashu-mint/mintd.toml
        systemd-run --pipe --wait --collect --uid=cashu-mint \\
            -p LoadCredentialEncrypted=signatory-psk:/etc/cashu-mint/signatory-psk.cred \\
            /usr/local/bin/mintd doctor --config /etc/cashu-mint/mintd.toml
        ```

        This file is written by a test, which runs `mintd` with a real signatory and a stand-in for the node. After a change run

            MINT_WRITE_DOCS=1 Tests/with-postgres swift test --filter ProcessTests.DoctorTests

        Ports, keys and directories are replaced by those of an ordinary host, and the line of the clock is left out, which depends
        on the machine.

        ## All is well

        """

    mutating func well(_ kind: DoctorScene.Kind, _ report: DoctorScene.Report) {
        text += "\nOn \(kind.rawValue), while the mint runs:\n"
        show(report.lines)
    }

    mutating func begin(troubles title: String) {
        text += "\n## \(title)\n\nEach with the lines that are not `ok`, and the status.\n"
    }

    mutating func begin(trouble title: String) { text += "\n### \(title)\n" }

    mutating func trouble(_ kind: DoctorScene.Kind?, _ report: DoctorScene.Report) {
        if let kind { text += "\n\(kind.rawValue):\n" }
        show(report.troubles + ["status \(report.status)"])
    }

    private mutating func show(_ lines: [String]) {
        text += "\n```\n\(lines.joined(separator: "\n"))\n```\n"
    }

    func compare() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/doctor.md")
        if ProcessInfo.processInfo.environment["MINT_WRITE_DOCS"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written.utf8.elementsEqual(text.utf8), "run the tests with MINT_WRITE_DOCS=1")
    }
}
