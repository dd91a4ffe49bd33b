/// For what only asks. A connection that was kept may be closed by the node in the very moment it is used again; then
/// a new one is made, once.
func twice<R>(_ body: () async throws(LNDFailure) -> R) async throws(LNDFailure) -> R {
    do throws(LNDFailure) {
        return try await body()
    } catch .interrupted(let reason) {
        guard !Task.isCancelled else { throw .interrupted(reason) }
        return try await body()
    }
}

/// Runs `body` for at most `limit`, then cancels it. Nothing that is asked of the node may hang.
func within<R: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws(LNDFailure) -> R
) async throws(LNDFailure) -> R {
    let answer = await withTaskGroup(of: Result<R, LNDFailure>?.self) { group in
        group.addTask {
            do throws(LNDFailure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        group.addTask {
            // Wakes early only when the whole is cancelled, which then is the answer.
            do { try await Task.sleep(for: limit) } catch { return .failure(.interrupted("the call was cancelled")) }
            return nil
        }
        let first = await group.next()
        group.cancelAll()
        return first ?? nil
    }
    guard let answer else { throw .interrupted("no answer within \(limit)") }
    return try answer.get()
}
