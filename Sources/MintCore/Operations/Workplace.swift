/// Where the work on a request is done. A swap's or mint's task of its own, which inherits no executor, follows its caller
/// there; a melt's does not, for it waits on a node.
package enum Workplace {
    @TaskLocal static var executor: (any TaskExecutor)?

    /// Runs `body` and all that it awaits on the executor, but for what has threads of its own.
    ///
    /// - Parameter body: `@concurrent`, so that it begins there too: another would begin where its caller is.
    package static func run<R, Failure: Error>(
        on executor: any TaskExecutor, _ body: @concurrent () async throws(Failure) -> R
    ) async throws(Failure) -> R {
        let outcome = await $executor.withValue(executor) {
            await withTaskExecutorPreference(executor) { () async -> Result<R, Failure> in
                do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
            }
        }
        return try outcome.get()
    }
}
