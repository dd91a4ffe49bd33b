import Foundation
import Testing

/// A file of Tests/CompileFail: the right use of an interface, or one misuse of it. A folder for each interface.
struct SourceFile: Sendable, CustomTestStringConvertible {
    let folder: String
    let name: String

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "CompileFail").path

    static let folders = names(in: root)
    private static let all = folders.flatMap { folder in
        names(in: "\(root)/\(folder)").map { SourceFile(folder: folder, name: $0) }
    }
    static let rightUses = all.filter(\.isRightUse)
    static let misuses = all.filter { !$0.isRightUse }

    var path: String { "\(Self.root)/\(folder)/\(name)" }
    var testDescription: String { "\(folder)/\(name)" }
    var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }
    private var isRightUse: Bool { name == "RightUse.swift" }

    /// Empty where there is no such folder; `everyFolder()` fails then.
    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
