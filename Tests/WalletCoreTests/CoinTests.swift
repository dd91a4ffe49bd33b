import Cashu
import CashuCrypto
import TestSupport
import Testing

@testable import WalletCore

@Suite("Choosing coins")
struct CoinSelectionTests {
    private static func candidates(
        _ amounts: [UInt64], fee: UInt64 = 0, isActive: Bool = true
    ) throws -> [CoinSelection.Candidate] {
        let id = try #require(KeysetID(hex: "009a1f293253e41e"))
        return try amounts.enumerated().map { index, amount in
            let secret = try #require(Secret("\(amount)-\(index)-\(isActive)"))
            let proof = Proof(amount: amount, keysetID: id, secret: secret, signature: .generator)
            return CoinSelection.Candidate(
                coin: Coin(proof: proof, link: nil), inputFeePPK: fee, isOfActiveKeyset: isActive)
        }
    }

    @Test(
        "hands over exactly the amount where that is possible",
        arguments: [
            ([1, 2, 4, 8], 13, [8, 4, 1]), ([8, 8, 2], 10, [8, 2]), ([16], 16, [16]), ([4, 4], 6, nil),
            ([1, 2], 4, nil),
            ([], 1, nil),
        ] as [([UInt64], UInt64, [UInt64]?)])
    func exact(_ amounts: [UInt64], _ amount: UInt64, _ expected: [UInt64]?) throws {
        #expect(CoinSelection.exact(amount, of: try Self.candidates(amounts))?.map(\.amount) == expected)
    }

    @Test(
        "takes as little more as it can",
        arguments: [
            ([1, 2, 4, 8], 13, [8, 4, 1]), ([4, 8], 5, [8]), ([2, 16, 64], 17, [16, 2]), ([64, 32], 3, [32]),
            ([4, 4, 4], 9, [4, 4, 4]), ([1, 1, 1, 8], 4, [8]),
        ] as [([UInt64], UInt64, [UInt64])])
    func sufficient(_ amounts: [UInt64], _ amount: UInt64, _ expected: [UInt64]) throws {
        let selection = try CoinSelection.sufficient(amount, of: try Self.candidates(amounts))
        #expect(selection.coins.map(\.amount) == expected && selection.fee == 0)
    }

    @Test("pays the fee of the inputs from the inputs")
    func fees() throws {
        let selection = try CoinSelection.sufficient(8, of: try Self.candidates([1, 8, 8, 16], fee: 100))
        #expect(selection.coins.map(\.amount) == [8, 1] && selection.fee == 1 && selection.sum == 9)
        let costly = try CoinSelection.sufficient(10, of: try Self.candidates([8, 4, 2, 1, 1], fee: 1_000))
        #expect(costly.sum - costly.fee >= 10)
        #expect(costly.fee == UInt64(costly.coins.count))
    }

    @Test("never chooses too little and never a coin in vain: every amount of a purse, at several fees")
    func sweep() throws {
        let amounts: [UInt64] = [1, 1, 2, 4, 4, 16, 32, 32, 128]
        let total = amounts.reduce(0, +)
        for fee in [0, 1, 100, 500, 1_000] as [UInt64] {
            let candidates = try Self.candidates(amounts, fee: fee)
            for amount in 1...total {
                do throws(WalletError) {
                    let selection = try CoinSelection.sufficient(amount, of: candidates)
                    let spendable = selection.sum - selection.fee
                    #expect(spendable >= amount)
                    #expect(Set(selection.coins).count == selection.coins.count)
                    if fee == 0, let least = selection.coins.map(\.amount).min() {
                        #expect(selection.sum - least < amount, "without its smallest coin it is not enough")
                    }
                } catch {
                    guard case .insufficientFunds(total, let needed) = error else { throw error }
                    #expect(needed > total)
                    #expect(amount + fee * UInt64(amounts.count) / 1_000 + 1 > total)
                }
            }
        }
    }

    @Test("says what there is when it is not enough")
    func insufficient() throws {
        let candidates = try Self.candidates([4, 2])
        #expect(throws: WalletError.self) { try CoinSelection.sufficient(7, of: candidates) }
        #expect(throws: WalletError.self) { try CoinSelection.sufficient(1, of: []) }
        #expect(throws: WalletError.self) { try CoinSelection.sufficient(.max, of: candidates) }
    }

    @Test("spends coins of inactive keysets first")
    func inactiveFirst() throws {
        let old = try Self.candidates([4], isActive: false)
        let coins = try CoinSelection.sufficient(4, of: try Self.candidates([4, 4]) + old).coins
        #expect(coins == old.map(\.coin))
    }
}

@Suite("The amounts of outputs")
struct OutputAmountTests {
    struct Example: Decodable {
        struct Row: Decodable {
            let fee_reserve: UInt64?
            let blank_outputs: Int?
            let inputs: [UInt64]?
            let fee: UInt64?
        }

        let name: String
        let table: [Row]?
    }

    @Test("that are blank are as many as NUT-08's table says, and the input fees are those of NUT-02's")
    func tables() throws {
        let examples = try VectorFile("spec-examples").value("examples", as: [Example].self)
        let blanks = try #require(examples.first { $0.name == "blank-output-count" }?.table)
        #expect(blanks.count == 49, "\(blanks.count)")
        for row in blanks {
            let reserve = try #require(row.fee_reserve)
            #expect(BlankOutputs.count(forChangeUpTo: reserve) == row.blank_outputs, "\(reserve)")
        }
        let fees = try #require(examples.first { $0.name == "input-fees" }?.table)
        for row in fees { #expect(Money.inputFee(ppk: try #require(row.inputs)) == row.fee) }
    }

    @Test("ascend, kept and sent mixed")
    func ascending() throws {
        let keys = try TestKeyset().keys
        let amounts = try #require(OutputAmounts(kept: 13, sent: 21, of: keys))
        #expect(amounts.amounts == [1, 1, 4, 4, 8, 16])
        #expect(zip(amounts.amounts, amounts.isForToken).filter(\.1).map(\.0).reduce(0, +) == 21)
    }

    @Test("are refused when the denominations do not make them up")
    func impossible() throws {
        let full = try TestKeyset().keys
        let keys = try #require(
            KeysetKeys(amounts: Array(full.amounts[1...3]), publicKeys: Array(full.publicKeys[1...3])))
        #expect(OutputAmounts(kept: 3, of: keys) == nil)
        #expect(OutputAmounts(kept: 6, of: keys)?.amounts == [2, 4])
    }
}
