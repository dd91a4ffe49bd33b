/// Writes one JSON document from left to right.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    /// Whether a value stands before, in the same object or array.
    private var follows = false

    package init() { bytes.reserveCapacity(1_024) }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        nest(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
    ) {
        nest(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
            for element in elements {
                writer.separate()
                write(&writer, element)
            }
        }
    }

    /// Must be followed by its value.
    package mutating func name(_ name: String) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    package mutating func number(_ number: UInt64) { bytes.append(contentsOf: String(number).utf8) }

    package mutating func boolean(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

    /// A number that is known to be one.
    package mutating func literal(_ number: String) { bytes.append(contentsOf: number.utf8) }

    package mutating func null() { bytes.append(contentsOf: "null".utf8) }

    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 0x0f))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func separate() {
        if follows { bytes.append(UInt8(ascii: ",")) }
        follows = true
    }

    private mutating func nest(_ open: UInt8, _ close: UInt8, _ contents: (inout JSONWriter) -> Void) {
        bytes.append(open)
        follows = false
        contents(&self)
        follows = true
        bytes.append(close)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}

extension JSONWriter {
    package mutating func member(_ name: String, _ number: UInt64?) {
        self.name(name)
        if let number { self.number(number) } else { null() }
    }

    package mutating func member(_ name: String, _ text: String?) {
        self.name(name)
        if let text { string(text) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        boolean(value)
    }
}
