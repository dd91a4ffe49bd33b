import CashuCrypto
import Foundation
import Testing

@testable import PaymentLND

@Suite("JSON of LND")
struct MessageTests {
    private func decode<M: Decodable>(_ json: String, as type: M.Type) throws -> M {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }

    @Test("has integers of 64 bits as strings, and as numbers, and leaves out zeros")
    func numbers() throws {
        let hash = SHA256.hash("a payment").hex
        func fee(_ value: String) throws -> UInt64 {
            try decode(#"{"payment_hash":"\#(hash)","status":"SUCCEEDED"\#(value)}"#, as: PaymentRow.self).feeMsat
        }
        #expect(try fee(#","fee_msat":"18446744073709551615""#) == .max)
        #expect(try fee(#","fee_msat":30000"#) == 30_000)
        #expect(try fee(#","fee_msat":null"#) == 0)
        #expect(try fee("") == 0)
        for wrong in ["-1", "1.5", #""-1""#, #""1e3""#, #""""#, "true"] {
            #expect(throws: (any Error).self) { try fee(#","fee_msat":\#(wrong)"#) }
        }
    }

    @Test("has hashes of invoices in base64 and those of payments in hex, and in paths base64 without slashes")
    func bytes() throws {
        let hash = FixedBytes<32>(repeating: 0xff)
        #expect(hash.base64 == String(repeating: "/", count: 42) + "8=")
        #expect(hash.urlSafeBase64 == String(repeating: "_", count: 42) + "8=")
        #expect(FixedBytes<32>(repeating: 0xfb).urlSafeBase64.hasPrefix("-_v7"))
        #expect(try decode(#"{"r_hash":"\#(hash.base64)"}"#, as: InvoiceRow.self).hash == hash)
        #expect(throws: (any Error).self) { try decode(#"{"r_hash":"\#(hash.hex)"}"#, as: InvoiceRow.self) }
        #expect(throws: (any Error).self) {
            try decode(#"{"payment_hash":"\#(hash.base64)","status":"FAILED"}"#, as: PaymentRow.self)
        }
    }

    @Test("has states that later versions add, which are unknown ones")
    func states() throws {
        let hash = SHA256.hash("a payment").hex
        for state in ["UNKNOWN", "PONDERING", ""] {
            let row = try decode(#"{"payment_hash":"\#(hash)","status":"\#(state)"}"#, as: PaymentRow.self)
            #expect(row.status == .unknown)
        }
    }

    @Test("has errors bare, wrapped, and as old versions wrote them")
    func errors() throws {
        for json in [
            #"{"code":5,"message":"gone","details":[]}"#, #"{"error":{"code":5,"message":"gone","details":[]}}"#,
            #"{"error":"gone","code":5}"#, #"{"error":{"grpc_code":5,"code":5,"http_code":404,"message":"gone"}}"#,
        ] {
            let status = try #require(try decode(json, as: ErrorBody.self).status)
            #expect(status.code == 5 && status.message == "gone")
        }
        #expect(try decode("{}", as: ErrorBody.self).status == nil)
    }

    @Test("has texts that are shortened and put on one line before anybody reads them")
    func texts() {
        let status = LNDStatus(code: 2, message: "a\nb\u{1b}[31m" + String(repeating: "x", count: 10_000))
        #expect(status.message.hasPrefix("ab[31mx"))
        #expect(status.message.count == 300)
    }
}
