/// Runs checks beside each other, and waits for none of them longer than its patience.
package struct Doctor: Sendable {
    private let checks: [any Check]
    private let patience: Duration

    package init(_ checks: [any Check], patience: Duration = .seconds(30)) {
        self.checks = checks
        self.patience = patience
    }

    /// In the order of the checks.
    package func examine() async -> [Finding] {
        await withTaskGroup(of: (Int, [Finding]).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await findings(of: check)) }
            }
            var all: [Int: [Finding]] = [:]
            for await (index, findings) in group { all[index] = findings }
            return checks.indices.flatMap { all[$0] ?? [] }
        }
    }

    /// A check that hangs may not notice that it is cancelled; then it is left behind.
    private func findings(of check: any Check) async -> [Finding] {
        let (answers, continuation) = AsyncStream.makeStream(of: [Finding].self)
        let looking = Task { continuation.yield(await check.findings()) }
        let waiting = Task { [patience] in
            do { try await Task.sleep(for: patience) } catch { return }
            continuation.yield([check.unanswered(after: patience.components.seconds)])
        }
        defer {
            looking.cancel()
            waiting.cancel()
        }
        for await findings in answers { return findings }
        return [check.unanswered(after: patience.components.seconds)]
    }
}
