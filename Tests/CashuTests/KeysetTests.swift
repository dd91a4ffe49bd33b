import Cashu
import CashuCrypto
import Testing

@Suite("Keysets")
struct KeysetTests {
    @Test("only become less able, and never change once they are expired or revoked")
    func transitions() {
        let allowed: [KeysetState: Set<KeysetState>] = [
            .active: [.active, .draining, .inactive, .expired, .revoked],
            .draining: [.draining, .inactive, .expired, .revoked],
            .inactive: [.inactive, .expired, .revoked],
            .expired: [.expired],
            .revoked: [.revoked],
        ]
        for state in KeysetState.allCases {
            for next in KeysetState.allCases {
                #expect(state.mayBecome(next) == allowed[state]?.contains(next), "\(state) to \(next)")
            }
        }
    }

    @Test("keep the numbers of their states, which are on disks and on wires")
    func numbers() {
        #expect(KeysetState.allCases.map(\.rawValue) == [1, 2, 3, 4, 5])
        #expect(KeysetState(rawValue: 0) == nil)
        #expect(KeysetState(rawValue: 6) == nil)
    }

    private func keyset(
        id: KeysetID, state: KeysetState = .active, fee: UInt64 = 100, finalExpiry: UInt64? = nil
    ) throws -> Keyset {
        Keyset(
            id: id, unit: .sat, state: state, inputFeePPK: fee, keys: try .powersOfTwo(4), finalExpiry: finalExpiry,
            derivationIndex: 1, createdAt: 0)
    }

    @Test("expire after their last second")
    func expiry() throws {
        let id = KeysetID.deriveVersion1(try .powersOfTwo(4))
        let expiring = try keyset(id: id, finalExpiry: 1_000)
        #expect(!expiring.isExpired(at: 999))
        #expect(!expiring.isExpired(at: 1_000))
        #expect(expiring.isExpired(at: 1_001))
        #expect(try !keyset(id: id).isExpired(at: .max))
        #expect(try keyset(id: id, state: .expired).isExpired(at: 0))
    }

    @Test("have a genuine id only with the content that it commits to")
    func genuineID() throws {
        let keys = try KeysetKeys.powersOfTwo(4)
        let version2 = KeysetID.deriveVersion2(keys, unit: .sat, inputFeePPK: 100, finalExpiry: nil)
        #expect(try keyset(id: version2).idIsGenuine)
        #expect(try !keyset(id: version2, fee: 101).idIsGenuine)
        #expect(try !keyset(id: version2, finalExpiry: 1).idIsGenuine)
        #expect(try keyset(id: version2, finalExpiry: 0).idIsGenuine)
        #expect(try keyset(id: version2, state: .revoked).idIsGenuine)

        let version1 = KeysetID.deriveVersion1(keys)
        #expect(try keyset(id: version1).idIsGenuine)
        #expect(try keyset(id: version1, fee: 101).idIsGenuine)
        #expect(try !keyset(id: KeysetID.deriveVersion1(try .powersOfTwo(3))).idIsGenuine)
    }
}
