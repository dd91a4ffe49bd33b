#if DEBUG
    import Foundation
    import NIOCore

    /// What stands in the files of `Tests/Vectors`, for inputs to begin with: texts that other implementations made.
    struct Vectors {
        private(set) var texts: [String] = []
        private(set) var objects: [[String: Any]] = []

        init() throws {
            let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let folder = tests.appendingPathComponent("Vectors")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
                let data = try Data(contentsOf: folder.appendingPathComponent(name))
                collect(try JSONSerialization.jsonObject(with: data))
            }
        }

        private mutating func collect(_ value: Any) {
            switch value {
            case let text as String: texts.append(text)
            case let list as [Any]: for element in list { collect(element) }
            case let object as [String: Any]:
                objects.append(object)
                for name in object.keys.sorted() { object[name].map { collect($0) } }
            default: break
            }
        }

        /// Some of those that begin so, the same every time.
        func texts(beginning prefixes: String..., atMost limit: Int = 24) -> [String] {
            Self.some(texts.filter { text in prefixes.contains { text.hasPrefix($0) } }, limit)
        }

        /// Some of the objects with all of these members, as JSON.
        func documents(with members: String..., atMost limit: Int = 6) throws -> [String] {
            let documents = try objects.filter { object in members.allSatisfy { object[$0] != nil } }.map {
                String(
                    decoding: try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys), as: UTF8.self)
            }
            return Self.some(documents, limit)
        }

        private static func some(_ texts: [String], _ limit: Int) -> [String] {
            var seen: Set<String> = []
            let different = texts.filter { $0.utf8.count <= 8_192 && seen.insert($0).inserted }
            let stride = Swift.max(1, different.count / limit)
            return different.enumerated().filter { $0.offset.isMultiple(of: stride) }.prefix(limit).map(\.element)
        }
    }

    extension ByteBuffer {
        /// An input whose first byte chooses what the text is taken for.
        init(choice: UInt8, _ text: String) {
            self.init(bytes: [choice] + Array(text.utf8))
        }

        init(choice: UInt8, bytes: [UInt8]) {
            self.init(bytes: [choice] + bytes)
        }

        /// Zero at the end.
        mutating func readByte() -> UInt8 { readInteger(as: UInt8.self) ?? 0 }

        var allBytes: [UInt8] { Array(readableBytesView) }

        /// `nil` when it is no UTF-8.
        var text: String? { String(validating: readableBytesView, as: UTF8.self) }
    }
#endif
