internal import MintCore

/// A queue that holds each subject once.
struct DueSubjects {
    private var queue: [Subject] = []
    private var queued: Set<Subject> = []
    /// Before it, everything was taken.
    private var head = 0

    mutating func insert(_ subject: Subject) {
        if queued.insert(subject).inserted { queue.append(subject) }
    }

    /// Takes up to `count` of those that are wanted, and drops the others that it meets.
    mutating func take(_ count: Int, where isWanted: (Subject) -> Bool) -> [Subject] {
        var taken: [Subject] = []
        while taken.count < count, head < queue.count {
            let subject = queue[head]
            head += 1
            queued.remove(subject)
            if isWanted(subject) { taken.append(subject) }
        }
        if head == queue.count {
            queue.removeAll()
            head = 0
        }
        return taken
    }
}
