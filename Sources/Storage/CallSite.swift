/// Where in the source a statement was asked for.
package struct CallSite: Sendable, CustomStringConvertible {
    let file: StaticString
    let line: UInt

    package init(_ file: StaticString, _ line: UInt) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(file):\(line)" }
}
