internal import EventLoops
internal import NIOPosix
@testable import SignatoryCore
internal import Testing

@Suite("Work on all cores")
struct ParallelWorkTests {
    @Test("Every count of items keeps its order", arguments: [0, 1, 15, 16, 17, 31, 32, 33, 64, 65, 100, 999, 1_000])
    func order(_ count: Int) async {
        let items = Array(0..<count)
        #expect(await ParallelWork.map(items, { $0 * 3 }) == items.map { $0 * 3 })
    }

    @Test("Few items are worked on where the caller is, many never on an event loop")
    func place() async {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        for (count, isOnLoop) in [(ParallelWork.maximumShare, true), (ParallelWork.maximumShare + 1, false)] {
            let places = await Task(executorPreference: LoopExecutor(loop)) {
                await ParallelWork.map(Array(0..<count)) { _ in MultiThreadedEventLoopGroup.currentEventLoop != nil }
            }.value
            #expect(places == Array(repeating: isOnLoop, count: count))
        }
    }
}
