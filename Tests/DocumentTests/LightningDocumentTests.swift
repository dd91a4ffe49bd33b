import Foundation
import TestSupport
import Testing

@Suite("docs/lightning.md")
struct LightningDocumentTests {
    /// Without what they are indented by.
    private func lines(_ text: some StringProtocol) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("runs the doctor as Tests/isolation does, and so does docs/doctor.md")
    func doctor() throws {
        let blocks = try ProjectFiles.document("deploy-isolated-signatory.md").split(separator: "```")
        let block = try #require(blocks.first { $0.contains("systemd-run") && $0.contains("mintd doctor") })
        let commands = lines(block).filter { $0 != "sh mint" && !$0.hasPrefix("# ") }
        #expect(commands.count == 5)
        for name in ["lightning.md", "doctor.md"] {
            #expect(lines(try ProjectFiles.document(name)).contains(commands), "\(name): \(commands)")
        }
    }

    @Test("says of mintctl saga resolve what its help says")
    func resolve() async throws {
        let help = try await ChildProcess.run(ChildProcess.product("mintctl"), ["saga", "resolve", "--help"])
        #expect(help.status == 0)
        let blocks = try ProjectFiles.document("lightning.md").split(separator: "```")
        let block = try #require(blocks.first { $0.contains("settle   takes the payment for made") })
        #expect(help.output.contains(block.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test("has a rune made with the rights that the mint asks for")
    func rune() throws {
        let blocks = try ProjectFiles.document("lightning.md").split(separator: "```")
        let block = try #require(blocks.first { $0.contains("lightning-cli createrune") })
        let methods = block.matches(of: /"method=([a-z]+)"/).map { String($0.output.1) }
        let doctor = try ProjectFiles.document("doctor.md")
        let wanted = try #require(doctor.firstMatch(of: /restrictions='(\[\[[^']*\]\])'/)).output.1
        #expect(!methods.isEmpty && "[[" + methods.map { "\"method=\($0)\"" }.joined(separator: ",") + "]]" == wanted)
    }
}
