/// A bearer token of the node. Whoever has it can spend what the node has, so it shows itself nowhere.
package struct Rune: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    package init(_ text: String) { self.text = text }

    /// What no header can hold would come back in an error of the HTTP client.
    func checked() throws(CoreLightningSettingsError) -> Rune {
        let isBase64 = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="):
                true
            default: false
            }
        }
        guard !text.isEmpty, isBase64 else { throw CoreLightningSettingsError("the rune is not one line of base64") }
        return self
    }

    package var description: String { "(a rune)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
