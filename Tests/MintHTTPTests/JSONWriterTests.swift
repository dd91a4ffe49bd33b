import Cashu
import CashuCrypto
import MintStore
import Testing

@testable import MintHTTP

@Suite("A JSON answer")
struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("has its commas where they belong")
    func commas() {
        let text = written { writer in
            writer.object { writer in
                writer.member("a", 1 as UInt64)
                writer.name("b")
                writer.array([1, 2] as [UInt64]) { writer, number in writer.object { $0.member("n", number) } }
                writer.name("c")
                writer.array([UInt64]()) { $0.number($1) }
                writer.name("d")
                writer.object { _ in }
                writer.member("e", nil as String?)
                writer.member("f", true)
            }
        }
        #expect(text == #"{"a":1,"b":[{"n":1},{"n":2}],"c":[],"d":{},"e":null,"f":true}"#)
    }

    @Test("writes every amount in full")
    func amounts() {
        #expect(written { $0.number(.max) } == "18446744073709551615")
    }

    @Test("escapes what would end a text or is invisible")
    func escapes() {
        #expect(written { $0.string("a\"\\\n\u{1f}/é😀\u{7f}") } == #""a\"\\\u000a\u001f/é😀"# + "\u{7f}\"")
    }

    @Test("about a paid melt has the preimage, and change only when there is some")
    func preimage() {
        let quote = MeltQuote(
            id: "q", unit: .sat, amount: 1, amountMsat: 1_000, feeReserve: 2, request: "lnbc",
            paymentHash: FixedBytes(),
            expiry: 3, createdAt: 4, state: .paid, preimage: FixedBytes(repeating: 0xab), paidAt: 5)
        let expected = """
            {"quote":"q","request":"lnbc","method":"bolt11","amount":1,"unit":"sat","fee_reserve":2,"state":"PAID",\
            "expiry":3,"payment_preimage":"\(String(repeating: "ab", count: 32))"}
            """
        #expect(written { $0.quote(quote) } == expected)
    }
}
