import Storage

/// The engine of one process, whose transactions are told to its passage as they are asked for. COMMITs that write
/// nothing and say nothing are made here, because only the engine can undo.
final class WatchedEngine: DatabaseEngine {
    private let engine: UncertainEngine
    private let passage: Passage

    var owner: Int64 { engine.owner }
    var isHeld: Bool { engine.isHeld }
    var notices: NoticeBoard { engine.notices }

    init(_ engine: any DatabaseEngine, _ passage: Passage) {
        self.engine = UncertainEngine(engine)
        self.passage = passage
    }

    func submit(_ job: any ReadJob) {
        passage.beginRead()
        engine.submit(job)
    }

    func submit(_ job: any WriteJob) {
        if passage.beginWrite() {
            let passage = passage
            engine.loseAnswer(ofWrite: 1, .notWritten) { passage.loseCommit() }
        }
        engine.submit(job)
    }

    func close() async { await engine.close() }
}
