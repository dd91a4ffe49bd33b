import Testing

@testable import PaymentLND

@Suite("Lines of a stream of LND")
struct JSONLinesTests {
    private let stream = Array("{\"result\":1}\n{\"result\":2}\n\n\r\n{\"result\":3}\n".utf8)
    private let lines = ["{\"result\":1}", "{\"result\":2}", "{\"result\":3}"]

    private func text(_ lines: [[UInt8]]) -> [String] { lines.map { String(decoding: $0, as: UTF8.self) } }

    @Test("come out the same wherever the chunks end")
    func chunks() throws {
        for first in 0...stream.count {
            for second in first...stream.count {
                var reader = JSONLines()
                var read: [[UInt8]] = []
                for chunk in [stream[..<first], stream[first..<second], stream[second...]] {
                    read += try reader.append(chunk)
                }
                #expect(text(read) == lines)
                #expect(reader.unfinished == nil)
            }
        }
    }

    @Test("that have no end are what is left")
    func unfinished() throws {
        var reader = JSONLines()
        #expect(try reader.append(Array("{}\n{\"resu".utf8)) == [Array("{}".utf8)])
        #expect(reader.unfinished == Array("{\"resu".utf8))
    }

    @Test("that are too long are refused, whole or in pieces")
    func long() throws {
        var reader = JSONLines()
        let half = [UInt8](repeating: UInt8(ascii: "x"), count: JSONLines.maximumBytes / 2)
        #expect(try reader.append(half).isEmpty)
        #expect(try reader.append(half).isEmpty)
        #expect(throws: LNDFailure.self) { try reader.append([UInt8(ascii: "x")]) }
    }
}
