internal import MintStore

extension Mint {
    /// - Parameter wake: called whenever there are news for the watcher, from anywhere, so it must be quick.
    package func watcher(wake: @escaping @Sendable () -> Void) -> Watcher { Watcher(services.watchers, wake: wake) }

    /// How many subjects all wallets watch.
    package var watchedCount: Int { services.watchers.count }

    /// How the subjects stand now, all of them at one moment. Those that the mint does not know are left out.
    package func standings(of subjects: [Subject]) async throws(MintFailure) -> [Subject: Standing] {
        try await services.read { (transaction) throws(StoreError) in
            var standings: [Subject: Standing] = [:]
            for subject in subjects {
                switch subject {
                case .mintQuote(let id, let method):
                    guard let quote = try transaction.mintQuote(id), quote.method == method else { break }
                    standings[subject] = .mintQuote(quote)
                case .meltQuote(let id, let method):
                    guard let quote = try transaction.meltQuote(id), quote.method == method else { break }
                    standings[subject] = .meltQuote(quote)
                case .proof: break
                }
            }
            let points = subjects.compactMap { if case .proof(let point) = $0 { point } else { nil } }
            guard !points.isEmpty else { return standings }
            for answer in try transaction.states(of: points) { standings[.proof(answer.y)] = .proof(answer) }
            return standings
        }
    }
}
