#if !FUZZING
    internal import Foundation
    internal import NIOCore

    /// Gives every file of a corpus to its subject: `FUZZER FOLDER`. With `--write`, makes the corpus to begin with; with
    /// `--subjects`, names them.
    enum Replay {
        struct Problem: Error {
            let text: String
        }

        static func run(_ subjects: [Subject], _ arguments: [String]) throws {
            switch arguments.dropFirst() {
            case ["--subjects"]: for subject in subjects { print(subject.name) }
            case let rest where rest.count == 2 && rest.first == "--write": try write(subjects, to: rest.last ?? "")
            case let rest where rest.count == 1: try read(subjects, rest.first ?? "")
            default: throw Problem(text: "usage: FUZZER [--write] FOLDER, or FUZZER --subjects")
            }
        }

        private static func read(_ subjects: [Subject], _ folder: String) throws {
            let files = FileManager.default
            for subject in subjects {
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

        private static func write(_ subjects: [Subject], to folder: String) throws {
            for subject in subjects {
                let folder = URL(fileURLWithPath: "\(folder)/\(subject.name)", isDirectory: true)
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                for (number, input) in try subject.seeds().enumerated() {
                    try Data(input.readableBytesView).write(to: folder.appendingPathComponent("made-\(number)"))
                }
            }
        }
    }
#endif
