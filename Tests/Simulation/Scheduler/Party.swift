/// In whose name something runs: one life of a mint's process, a wallet, or the world around them. What a party has
/// begun stops with it.
final class Party: @unchecked Sendable {  // confined to the scheduler's thread
    enum State {
        case running
        /// As after SIGSTOP: nothing of it runs, and everything goes on when it continues.
        case paused
        /// As after SIGKILL: nothing of it runs ever again.
        case ended
    }

    let number: Int
    let name: String
    var state = State.running
    /// From 0 to 7 of 8 times another is taken in its place: so one process gets far ahead of another.
    var slowness = 0
    /// What it is to do once it continues.
    var held: [Scheduler.Item] = []

    init(_ number: Int, _ name: String) {
        self.number = number
        self.name = name
    }
}
