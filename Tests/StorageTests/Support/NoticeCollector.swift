import Storage
import Synchronization

/// What a database has told since this was made.
final class NoticeCollector: Sendable {
    private let notices: Box
    private let task: Task<Void, Never>

    private final class Box: Sendable {
        let all = Mutex<[Notice]>([])
    }

    init(_ database: Database) {
        let (stream, box) = (database.listen(), Box())
        notices = box
        task = Task { for await notice in stream { box.all.withLock { $0.append(notice) } } }
    }

    deinit { task.cancel() }

    var all: [Notice] { notices.all.withLock { $0 } }
}
