import Cashu
import CashuCrypto
import Testing

@Suite("Keys of a keyset")
struct KeysetKeysTests {
    let key = PublicKey.generator

    @Test("have amounts that ascend and differ, none of them zero")
    func order() {
        #expect(KeysetKeys(amounts: [1, 2, 4], publicKeys: [key, key, key]) != nil)
        #expect(KeysetKeys(amounts: [2, 1], publicKeys: [key, key]) == nil)
        #expect(KeysetKeys(amounts: [1, 1], publicKeys: [key, key]) == nil)
        #expect(KeysetKeys(amounts: [0, 1], publicKeys: [key, key]) == nil)
        #expect(KeysetKeys(amounts: [.max], publicKeys: [key]) != nil)
    }

    @Test("are 1 to 64, as many as amounts")
    func count() {
        #expect(KeysetKeys(amounts: [], publicKeys: []) == nil)
        #expect(KeysetKeys(amounts: [1, 2], publicKeys: [key]) == nil)
        #expect(KeysetKeys(amounts: [1], publicKeys: [key, key]) == nil)
        let amounts = (1...65).map(UInt64.init)
        #expect(KeysetKeys(amounts: amounts, publicKeys: amounts.map { _ in key }) == nil)
        #expect(KeysetKeys(amounts: amounts.dropLast(), publicKeys: amounts.dropLast().map { _ in key }) != nil)
    }

    @Test("are sorted when they come as pairs, as numbers and not as text")
    func pairs() throws {
        let unsorted: [(amount: UInt64, key: PublicKey)] = [(10, key), (9, key.negated), (100, key)]
        let keys = try #require(KeysetKeys(unsorted))
        #expect(keys.amounts == [9, 10, 100])
        #expect(keys[9] == key.negated)
        #expect(KeysetKeys([(10, key), (10, key.negated)]) == nil)
        #expect(KeysetKeys([]) == nil)
    }

    @Test("are found by their amount and by no other", arguments: [1, 2, 3, 63, 64])
    func lookup(_ count: Int) throws {
        let keys = try KeysetKeys.powersOfTwo(count)
        for (position, amount) in keys.amounts.enumerated() {
            #expect(keys.index(of: amount) == position)
            #expect(keys[amount] == keys.publicKeys[position])
        }
        for absent in [0, 3, 5, UInt64.max] { #expect(keys.index(of: absent) == nil) }
    }
}
