internal import Cashu
internal import SignatoryAPI
internal import SignatoryCore
internal import Testing

@Suite("The watch over expiries")
struct ExpiryTests {
    @Test("retires what has expired, and ends when it is cancelled", .timeLimit(.minutes(1)))
    func watch() async throws {
        let clock = TestClock()
        let signatory = try await openSignatory(clock: clock)
        _ = try await signatory.rotate(
            KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: clock.unixSeconds + 100_000))
        var publications = signatory.publications().makeAsyncIterator()
        #expect(await publications.next()?.generation == 2)
        clock.advance(by: 100_001)
        let watch = Task { await signatory.keepHouse() }
        #expect(await publications.next()?.keysets.contains { $0.state == .expired } == true)
        watch.cancel()
        await watch.value
        await signatory.close()
    }
}
