internal import MintCore
internal import MintStore

/// The subscriptions of one connection: who was told what, and who has to be told again. No I/O: whoever owns it reads
/// how `due` subjects stand and sends the updates that come of it.
struct Subscriptions {
    /// Something to send.
    struct Update: Equatable {
        let subscription: String
        let standing: Standing
    }

    private struct Entry {
        let subscription: Int
        /// As it was last told; `nil` until then.
        var state: String?

        var mayChange: Bool { state != ProofState.spent.rawValue }
    }

    private let limits: SubscriptionLimits
    /// Subscriptions have numbers because an id may be used again.
    private var numbers: [String: Int] = [:]
    private var ids: [Int: String] = [:]
    private var nextNumber = 0
    private var entries: [Subject: [Entry]] = [:]
    private var entryCount = 0
    /// Proofs that were last told to be PENDING.
    private var pending: Set<Subject> = []
    private var due = DueSubjects()

    init(_ limits: SubscriptionLimits) { self.limits = limits }

    var isEmpty: Bool { ids.isEmpty }

    /// All of its subjects are due at once. One that is named twice is told once.
    /// - Parameter watch: takes the subjects that were not watched before; `false` when it has no room.
    mutating func add(
        _ id: String, _ subjects: [Subject], watch: ([Subject]) -> Bool
    ) throws(RPCError) {
        guard numbers[id] == nil else { throw .invalidParameters("subId is in use") }
        guard ids.count < limits.maximumSubscriptions else {
            throw .invalidParameters("more than \(limits.maximumSubscriptions) subscriptions")
        }
        guard !subjects.isEmpty else { throw .invalidParameters("filters are empty") }
        var seen: Set<Subject> = []
        let subjects = subjects.filter { seen.insert($0).inserted }
        guard subjects.count <= limits.maximumWatched - entryCount else {
            throw .invalidParameters("more than \(limits.maximumWatched) filters in all subscriptions")
        }
        guard watch(subjects.filter { entries[$0] == nil }) else {
            throw .unavailable("the mint watches as much as it can; ask instead")
        }
        nextNumber += 1
        numbers[id] = nextNumber
        ids[nextNumber] = id
        entryCount += subjects.count
        for subject in subjects {
            entries[subject, default: []].append(Entry(subscription: nextNumber))
            due.insert(subject)
        }
    }

    /// - Returns: the subjects that nobody watches any more.
    mutating func remove(_ id: String) throws(RPCError) -> [Subject] {
        guard let number = numbers.removeValue(forKey: id) else { throw .invalidParameters("subId is not known") }
        ids[number] = nil
        var orphans: [Subject] = []
        for (subject, known) in entries {
            let left = known.filter { $0.subscription != number }
            guard left.count < known.count else { continue }
            entryCount -= known.count - left.count
            entries[subject] = left.isEmpty ? nil : left
            if left.isEmpty { orphans.append(subject) }
        }
        pending.subtract(orphans)
        return orphans
    }

    mutating func look(at news: Watcher.News) {
        for subject in news.subjects where entries[subject] != nil { due.insert(subject) }
        switch news.sweep {
        case .none: break
        case .pending: for subject in pending { due.insert(subject) }
        case .all:
            for (subject, known) in entries where subject.isProof && known.contains(where: \.mayChange) {
                due.insert(subject)
            }
        }
    }

    /// The next that are to be looked at, in the order in which they became due.
    mutating func takeDue(_ count: Int) -> [Subject] { due.take(count) { entries[$0] != nil } }

    /// Those that could not be looked at.
    mutating func putBack(_ subjects: [Subject]) { for subject in subjects { due.insert(subject) } }

    /// What is to be sent, now that `subjects` were looked at after everything that was sent before.
    mutating func updates(_ subjects: [Subject], _ standings: [Subject: Standing]) -> [Update] {
        var updates: [Update] = []
        for subject in subjects {
            guard let standing = standings[subject], var known = entries[subject] else { continue }
            for index in known.indices {
                guard let id = ids[known[index].subscription] else { continue }
                let news = standing.news(since: known[index].state)
                updates += news.map { Update(subscription: id, standing: $0) }
                known[index].state = standing.state
            }
            entries[subject] = known
            note(subject, standing)
        }
        return updates
    }

    private mutating func note(_ subject: Subject, _ standing: Standing) {
        guard case .proof(let answer) = standing else { return }
        if answer.state == .pending { pending.insert(subject) } else { pending.remove(subject) }
    }
}
