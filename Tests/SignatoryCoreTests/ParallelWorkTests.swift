@testable import SignatoryCore
internal import Testing

@Suite("Work on all cores")
struct ParallelWorkTests {
    @Test("Every count of items keeps its order", arguments: [0, 1, 15, 16, 17, 31, 32, 33, 64, 65, 100, 999, 1_000])
    func order(_ count: Int) async {
        let items = Array(0..<count)
        #expect(await ParallelWork.map(items, { $0 * 3 }) == items.map { $0 * 3 })
    }
}
