import Cashu
import CashuCrypto
import Foundation
import MintCore
import Testing

@testable import MintHTTP

@Suite("Mutated bodies")
struct JSONReaderFuzzTests {
    /// SplitMix64, so that a failure can be run again.
    private struct Randomness: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z >> 31
        }
    }

    private static let point = PublicKey.generator.hex
    private static let id = "00" + String(repeating: "ab", count: 7)
    private static let seeds = [
        """
        {"inputs":[{"amount":8,"id":"\(id)","secret":"a\\"\\u00e9\\ud83d\\ude00","C":"\(point)","witness":null}],\
        "outputs":[{"amount":8,"id":"\(id)","B_":"\(point)"}]}
        """,
        #"{"quote":"q","outputs":[],"signature":null,"x":[1,-2.5e3,true,false,null,{"a":{"b":[]}}]}"#,
        #"{"amount":1,"unit":"sat","description":"\n","pubkey":"02"}"#,
        #"{"request":"lnbc1","unit":"sat","options":{"amountless":{"amount_msat":1000}}}"#,
        #"{"request":"lnbc1","unit":"usd","options":{"mpp":{"amount":1000}}}"#,
        #"{"Ys":["\#(point)"]}"#,
        #"{"quotes":["a","b"],"quote_amounts":[1,2],"outputs":[],"signatures":[null,null]}"#,
    ].map { Array($0.utf8) }
    private static let bytes =
        Array("{}[]\",:\\u0123456789abcdefnulltruefalse-+.eE \n\t".utf8) + [0, 0x80, 0xc3, 0xed, 0xff]

    @Test("are read or refused, never worse, and what is read is JSON to others too")
    func mutations() throws {
        var randomness = Randomness(state: 20_260_801)
        var accepted = 0
        for round in 0..<40_000 {
            let body = Self.mutated(&randomness)
            guard (try? JSONReader.read(body, { (reader) throws(NUTError) in try reader.skip() })) != nil else {
                continue
            }
            accepted += 1
            let isJSON = (try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)) != nil
            // A number may be too large for a parser that turns it into a double.
            #expect(isJSON || body.contains(UInt8(ascii: "e")) || body.contains(UInt8(ascii: "E")), "round \(round)")
        }
        #expect(accepted > 400, "the mutations must leave some documents whole")
    }

    @Test("of every kind are read or refused")
    func bodies() {
        var randomness = Randomness(state: 7)
        var accepted = 0
        for _ in 0..<40_000 {
            let body = Self.mutated(&randomness)
            accepted += count(body, SwapBody.init) + count(body, MintBody.init) + count(body, MeltBody.init)
            accepted += count(body, MintQuoteBody.init) + count(body, MeltQuoteBody.init)
            accepted += count(body, MintBatchBody.init) + count(body, MintQuoteCheckBody.init)
            accepted += count(body, CheckStateBody.init) + count(body, RestoreBody.init)
        }
        #expect(accepted > 400, "the mutations must leave some bodies whole")
    }

    /// 1 when it is read, 0 when it is refused.
    private func count<Body>(
        _ bytes: [UInt8], _ read: (inout JSONReader, MintLimits) throws(NUTError) -> Body
    ) -> Int {
        do throws(NUTError) {
            _ = try JSONReader.read(bytes) { (reader) throws(NUTError) in try read(&reader, MintLimits()) }
            return 1
        } catch {
            return 0
        }
    }

    @Test("that are cut short anywhere are refused")
    func truncated() {
        for seed in Self.seeds {
            for length in 0..<seed.count {
                #expect(throws: NUTError.self) {
                    try JSONReader.read(Array(seed[..<length])) { (reader) throws(NUTError) in try reader.skip() }
                }
            }
        }
    }

    private static func mutated(_ randomness: inout Randomness) -> [UInt8] {
        var body = seeds[Int.random(in: 0..<seeds.count, using: &randomness)]
        for _ in 0..<Int.random(in: 0...3, using: &randomness) {
            let position = Int.random(in: 0..<max(1, body.count), using: &randomness)
            let byte = bytes[Int.random(in: 0..<bytes.count, using: &randomness)]
            switch Int.random(in: 0..<5, using: &randomness) {
            case 0 where !body.isEmpty: body[position] = byte
            case 1: body.insert(byte, at: min(position, body.count))
            case 2 where !body.isEmpty: body.remove(at: position)
            case 3: body = Array(body[..<min(position, body.count)])
            default:
                let end = min(body.count, position + Int.random(in: 0..<40, using: &randomness))
                if position < end { body.insert(contentsOf: body[position..<end], at: position) }
            }
        }
        return body
    }
}
