/// Where the work on a request is done. An operation's task of its own, which inherits no executor, follows its caller there.
package enum Workplace {
    @TaskLocal static var executor: (any TaskExecutor)?

    /// Runs `body` and all that it begins on the executor, but for what blocks and so has threads of its own.
    package static func run<R, Failure: Error>(
        on executor: any TaskExecutor, _ body: () async throws(Failure) -> R
    ) async throws(Failure) -> R {
        let outcome = await $executor.withValue(executor) {
            await withTaskExecutorPreference(executor) { () async -> Result<R, Failure> in
                do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
            }
        }
        return try outcome.get()
    }
}
