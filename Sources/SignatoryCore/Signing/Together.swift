internal import SignatoryAPI

/// Requests that are worked on together and answered each as if it were alone.
enum Together {
    /// - Parameters:
    ///   - check: of one request, before anything is computed.
    ///   - work: on all that passed, in order. What it throws is the answer to each of them.
    /// - Returns: an answer to each request, in order.
    static func perform<Request, Task, Product>(
        _ requests: [Request], check: (Request) throws(SignatoryError) -> [Task],
        work: ([(request: Request, tasks: [Task])]) async throws(SignatoryError) -> [Result<Product, SignatoryError>]
    ) async -> [Result<Product, SignatoryError>] {
        var checked: [(request: Request, tasks: [Task])] = []
        var refusals: [SignatoryError?] = []
        for request in requests {
            do throws(SignatoryError) {
                checked.append((request, try check(request)))
                refusals.append(nil)
            } catch {
                refusals.append(error)
            }
        }
        guard !checked.isEmpty else { return refusals.compactMap { $0.map(Result.failure) } }
        var answers: IndexingIterator<[Result<Product, SignatoryError>]>
        do throws(SignatoryError) {
            answers = try await work(checked).makeIterator()
        } catch {
            answers = checked.map { _ in .failure(error) }.makeIterator()
        }
        let missing = SignatoryError(.internalFailure, "a request was not worked on")
        return refusals.map { refusal in refusal.map(Result.failure) ?? answers.next() ?? .failure(missing) }
    }

    /// The product of each task, on all cores.
    ///
    /// - Throws: `cancelled`.
    static func compute<Task: Sendable, Product: Sendable>(
        _ tasks: [[Task]], _ transform: @escaping @Sendable (Task) -> Product
    ) async throws(SignatoryError) -> [[Product]] {
        guard let products = await ParallelWork.map(Array(tasks.joined()), transform) else {
            throw SignatoryError(.cancelled, "the caller waits no longer")
        }
        var start = 0
        return tasks.map { part in
            defer { start += part.count }
            return Array(products[start..<start + part.count])
        }
    }

    /// `compute`, for `async let`.
    static func attempt<Task: Sendable, Product: Sendable>(
        _ tasks: [[Task]], _ transform: @escaping @Sendable (Task) -> Product
    ) async -> Result<[[Product]], SignatoryError> {
        do throws(SignatoryError) { return .success(try await compute(tasks, transform)) } catch { return .failure(error) }
    }
}
