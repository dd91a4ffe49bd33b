/// A JSON value (RFC 8259) as spending conditions need it: texts are bytes, since a `String` equals others that are
/// written differently, and numbers and booleans are told apart from texts and no more.
enum JSONValue: Sendable, Equatable {
    case text([UInt8])
    case array([JSONValue])
    case object([Member])
    case number
    case boolean
    case null

    struct Member: Sendable, Equatable {
        let name: [UInt8]
        let value: JSONValue
    }

    /// A document of strict JSON. `nil` for anything else: a name twice in an object, a trailing comma, half a
    /// surrogate pair, a control character, more than `StrictJSON.maximumDepth` levels, bytes after the value.
    init?(document bytes: [UInt8]) {
        do throws(MalformedJSON) {
            self = try StrictJSON.document(bytes)
        } catch {
            return nil
        }
    }

    var text: [UInt8]? { if case .text(let bytes) = self { bytes } else { nil } }

    var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// A member of an object. `nil` when there is none, or it is null, which is the same (NUT-00).
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self, let member = members.first(where: { $0.name.elementsEqual(name.utf8) }),
            member.value != .null
        else { return nil }
        return member.value
    }
}
