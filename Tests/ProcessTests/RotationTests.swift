import Cashu
import CashuCrypto
import Foundation
import ProcessTestSupport
import TestSupport
import Testing

@Suite("Rotation on a running pair", .serialized)
struct RotationTests {
    @Test("A rotation reaches the mint by itself; old outputs get 12002 and old proofs still swap", arguments: ["01", "00"])
    func rotates(_ version: String) async throws {
        let pair = try await Pair.started(keysetVersion: version)
        let before = try await Purse(pair.url)
        let proofs = try await before.mint([4, 4])

        let rotated = try await pair.administer("keyset", "rotate", "--unit", "sat", "--keyset-version", version, "--yes")
        #expect(rotated.status == 0, "\(rotated.errors)")
        let isVisible = try await eventually {
            let (active, inactive) = try await Purse.keysets(before.client)
            return active.count == 1 && active != [before.keyset.hex] && inactive == [before.keyset.hex]
        }
        #expect(isVisible)

        let refused = try await before.swap(proofs, for: [before.output(8)])
        #expect(refused.status == 400)
        #expect(refused.code == 12002)
        #expect(try await before.states(proofs) == ["UNSPENT", "UNSPENT"])

        let after = try await Purse(pair.url)
        #expect(after.keyset != before.keyset)
        let outputs = [try after.output(8)]
        let swapped = try await after.swap(proofs, for: outputs)
        #expect(swapped.status == 200)
        #expect(try after.proofs(outputs, swapped.decoded(Purse.Signatures.self).signatures).map(\.amount) == [8])
        #expect(try await before.states(proofs) == ["SPENT", "SPENT"])
    }

    @Test("A dry run changes nothing, and a stale generation is refused")
    func refusals() async throws {
        let pair = try await Pair.started()
        let client = HTTPClient(pair.url)
        let before = try await Purse.keysets(client).active
        #expect(try await pair.administer("keyset", "rotate", "--unit", "sat", "--dry-run").status == 0)
        let stale = try await pair.administer("keyset", "rotate", "--unit", "sat", "--expect-generation", "999", "--yes")
        #expect(stale.status != 0)
        #expect(try await Purse.keysets(client).active == before)
    }
}
