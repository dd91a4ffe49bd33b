import Testing

@testable import MintCore

@Suite("All who watch")
struct WatchersTests {
    @Test("look at their proofs in turns, each once in a round, and about as many at a time", arguments: [1, 7, 50])
    func turns(slices: Int) {
        let watchers = Watchers(limit: 1_000)
        let all = (0..<120).map { number in
            let watcher = Watcher(watchers) {}
            #expect(watcher.watch([.mintQuote("\(number)")]))
            return watcher
        }
        #expect(watchers.watcherCount == 120)
        var looks = [Int](repeating: 0, count: all.count)
        for slice in 0..<slices {
            watchers.sweepAll(slice: slice, of: slices)
            let looking = all.indices.filter { all[$0].takeNews().sweep == .all }
            #expect(looking.count == 120 / slices || looking.count == 120 / slices + 1)
            for index in looking { looks[index] += 1 }
        }
        #expect(looks.allSatisfy { $0 == 1 })
        for watcher in all { watcher.forgetAll() }
        #expect(watchers.watcherCount == 0)
    }
}
