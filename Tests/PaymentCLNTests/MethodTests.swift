import Foundation
import Testing

@testable import PaymentCLN

@Suite("What stands in an answer")
struct MethodTests {
    @Test(
        "amounts are whole numbers or texts, and exact",
        arguments: [
            ("0", 0), ("1000", 1_000), (#""1000msat""#, 1_000), ("9007199254740993", 9_007_199_254_740_993),
            ("18446744073709551615", .max), (#""18446744073709551615msat""#, .max),
        ] as [(String, UInt64)])
    func amounts(_ json: String, _ value: UInt64) throws {
        #expect(try JSONDecoder().decode([Millisatoshis].self, from: Data("[\(json)]".utf8)) == [Millisatoshis(value)])
    }

    @Test(
        "anything else is no amount",
        arguments: [
            "-1", "1.5", "18446744073709551616", "true", "null", #""1000""#, #""1000sat""#, #""msat""#, #""-1msat""#,
            #""+1msat""#, #"" 1msat""#, #""1e3msat""#,
        ])
    func noAmounts(_ json: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode([Millisatoshis].self, from: Data("[\(json)]".utf8))
        }
    }

    @Test(
        "an error's code says whether the node is done with an order",
        arguments: [
            (203, .final), (205, .final), (206, .final), (207, .final), (212, .final), (215, .final), (216, .final),
            (220, .final), (-32_600, .final), (-32_601, .final), (-32_602, .final), (209, .stopped), (210, .stopped),
            (-1, .none), (-2, .none), (-3, .none), (-4, .none), (-5, .none), (200, .none), (201, .none), (204, .none),
            (208, .none), (211, .none), (218, .none), (219, .none), (900, .none), (1_501, .none), (2_000, .none),
            (0, .none), (99_999, .none),
        ] as [(Int, NodeError.Weight)])
    func weights(_ code: Int, _ weight: NodeError.Weight) {
        #expect(NodeError(code: code, message: "").weight == weight)
    }
}
