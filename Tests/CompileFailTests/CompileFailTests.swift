import Foundation
import TestSupport
import Testing

/// Tests/CompileFail. One compiler at a time: they are quick, and other tests want the other processors.
@Suite("What does not compile", .serialized)
struct CompileFailTests {
    @Test("A misuse is refused for the reason its file gives, and for no other", arguments: SourceFile.misuses)
    func misuse(_ file: SourceFile) async throws {
        let text = try file.text
        #expect(text.contains("// expected-error"), "a misuse that expects no error proves nothing")
        #expect(text.hasPrefix("// "), "a misuse begins with what is wrong with it")
        let outcome = try await Compiler.verify(file.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("The right use compiles", arguments: SourceFile.rightUses)
    func rightUse(_ file: SourceFile) async throws {
        #expect(try !file.text.contains("expected-"))
        let outcome = try await Compiler.verify(file.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("Every folder holds the right use beside its misuses")
    func everyFolder() {
        #expect(!SourceFile.folders.isEmpty)
        #expect(SourceFile.rightUses.map(\.folder) == SourceFile.folders)
        #expect(Set(SourceFile.misuses.map(\.folder)) == Set(SourceFile.folders))
        #expect((SourceFile.misuses + SourceFile.rightUses).allSatisfy { $0.name.hasSuffix(".swift") })
    }

    @Test(
        "The check notices an error that does not come, comes in other words, or comes with another one",
        arguments: [
            #"let sum: Int = 1 + 1  // expected-error {{cannot convert value}}"#,
            #"let text: Int = ""  // expected-error {{cannot find}}"#,
            #"let pair: (Int, Int) = (unknown, "")  // expected-error {{cannot find 'unknown'}}"#,
            "let text: Int = \"\"  // expected-error {{cannot convert value}}\nlet other: Int = \"\"",
            // Ownership is checked later than types.
            """
            struct Token: ~Copyable { consuming func use() {} }
            func misuse(_ token: consuming Token) {  // expected-error {{'token' consumed twice}}
                token.use()  // expected-note {{consumed here}}
                token.use()  // expected-note {{consumed again here}}
            }
            """,
        ])
    func canary(_ source: String) async throws {
        #expect(try await verify(source).status == 1)
    }

    @Test("The check is content with the error that comes")
    func content() async throws {
        let outcome = try await verify(
            """
            struct Token: ~Copyable { consuming func use() {} }
            func misuse(_ token: consuming Token) {  // expected-error {{'token' consumed more than once}}
                token.use()  // expected-note {{consumed here}}
                token.use()  // expected-note {{consumed again here}}
            }
            """)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private func verify(_ source: String) async throws -> ChildProcess.Outcome {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "Example.swift")
        try Data(source.utf8).write(to: URL(fileURLWithPath: path))
        return try await Compiler.verify(path)
    }
}
