/// Whether Swift's tasks run where the scheduler wants them, and only there: a simulation proves nothing otherwise.
struct SchedulerCheck {
    /// Everything that the mint uses: tasks, groups, `async let`, streams, continuations, cancelled sleep.
    private final class Diary: @unchecked Sendable {  // confined to the scheduler's thread
        var words: [String] = []

        func write(_ word: String) {
            precondition(RuntimeHook.isOnThread, "a task ran on another thread")
            words.append(word)
        }
    }

    /// - Returns: what is wrong; `nil` when nothing is.
    static func run() -> String? {
        let first = history(seed: 1)
        guard first.count == 14 else { return "a task was lost: \(first)" }
        guard first == history(seed: 1) else { return "the same seed gave another history" }
        let others = Set((2...20).map { history(seed: $0) })
        guard others.count > 10 else { return "chance decides too little" }
        return nil
    }

    private static func history(seed: UInt64) -> [String] {
        let (dice, trace) = (Dice(seed: seed), Trace(isPrinted: false))
        let scheduler = Scheduler(startingAt: 0, dice: dice, trace: trace)
        unsafe RuntimeHook.scheduler = scheduler
        let clock = SimulatedClock(scheduler, scheduler.world)
        let diary = Diary()
        Task {
            diary.write("task")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<4 { group.addTask { diary.write("child \(number)") } }
            }
            async let left: Void = diary.write("left")
            async let right: Void = diary.write("right")
            _ = await (left, right)
            let (stream, continuation) = AsyncStream<Int>.makeStream()
            Task.detached { for await number in stream { diary.write("item \(number)") } }
            for number in 0..<3 { continuation.yield(number) }
            continuation.finish()
            let sleeping = Task {
                await clock.sleep(milliseconds: 1_000_000)
                diary.write("woken")
            }
            await clock.sleep(milliseconds: 5)
            diary.write("awake")
            sleeping.cancel()
            await sleeping.value
            diary.write("end")
        }
        // The timer of the sleep that was cancelled is the last that can happen.
        while scheduler.step() {}
        let paused = scheduler.makeParty("paused")
        scheduler.pause(paused)
        scheduler.asParty(paused) { _ = Task { diary.write("must wait") } }
        while scheduler.step() {}
        if diary.words.last != "must wait" { diary.write("a paused party waited") }
        scheduler.end(paused)
        return diary.words
    }
}
