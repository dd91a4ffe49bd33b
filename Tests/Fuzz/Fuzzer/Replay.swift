#if DEBUG && !FUZZING
    import Foundation
    import NIOCore

    /// Gives every file of a corpus to its subject: `socket-fuzzer FOLDER`. With `--write`, makes the corpus to begin
    /// with.
    enum Replay {
        struct Problem: Error {
            let text: String
        }

        static func run(_ arguments: [String]) throws {
            switch arguments.dropFirst() {
            case let rest where rest.count == 2 && rest.first == "--write": try write(to: rest.last ?? "")
            case let rest where rest.count == 1: try read(rest.first ?? "")
            default: throw Problem(text: "usage: socket-fuzzer [--write] FOLDER")
            }
        }

        private static func read(_ folder: String) throws {
            let files = FileManager.default
            for subject in Subject.all {
                let names = try files.contentsOfDirectory(atPath: "\(folder)/\(subject.name)").sorted()
                guard !names.isEmpty else { throw Problem(text: "no input of \(subject.name)") }
                for name in names {
                    let path = "\(folder)/\(subject.name)/\(name)"
                    guard let input = files.contents(atPath: path) else { throw Problem(text: "\(path) is not read") }
                    // What is printed last is what crashes.
                    print(path)
                    subject.run(ByteBuffer(bytes: input))
                }
            }
        }

        private static func write(to folder: String) throws {
            for (subject, inputs) in try Corpus.make() {
                let folder = URL(fileURLWithPath: "\(folder)/\(subject)", isDirectory: true)
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                for (number, input) in inputs.enumerated() {
                    try Data(input.readableBytesView).write(to: folder.appendingPathComponent("made-\(number)"))
                }
            }
        }
    }
#endif
