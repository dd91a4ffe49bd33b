internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import Storage

extension Administration {
    /// - Parameter reason: stays among the incidents.
    package func resolve(
        saga reference: SagaReference, _ action: SagaAction, reason: String
    ) async throws(AdministrationFailure) -> SagaResolution {
        try Self.check(reason)
        // In a task of its own: what was begun goes on when the operator has gone away.
        let task = Task { () async -> Result<SagaResolution, AdministrationFailure> in
            do throws(AdministrationFailure) {
                return .success(try await act(on: reference, action, reason))
            } catch {
                return .failure(error)
            }
        }
        return try await task.value.get()
    }

    private func act(
        on reference: SagaReference, _ action: SagaAction, _ reason: String
    ) async throws(AdministrationFailure) -> SagaResolution {
        let saga = try await find(reference)
        if saga.keeper == .elsewhere { throw Self.elsewhere(saga) }
        let raw = saga.stored.raw
        let holdings = try await read { (transaction) throws(StoreError) in try transaction.holdings(of: raw) }
        guard let row = saga.row, rule(saga, holdings, nil) != .nothingHeld else {
            return try await discard(saga, holdings, action, reason)
        }
        services.logger.notice(
            "an operator acts on an operation", metadata: ["operation": "\(row.operation)", "action": "\(action.name)"])
        if action == .retry { return try await retry(row, reason) }
        let duty = try await begin(row.operation)
        let step: ResolvingStep
        do throws(AdministrationFailure) {
            step = try await decide(try await own(saga, row.operation), action, reason)
        } catch {
            duty.discharge()
            throw error
        }
        return try await step.perform(duty, services)
    }

    /// The operation for this call alone. A round of recovery that looks at it is waited for.
    private func begin(_ operation: OperationID) async throws(AdministrationFailure) -> Duty {
        let pause: UInt64 = 50
        var patience: UInt64 = 2_000
        while true {
            if let duty = services.running.begin(operation) { return duty }
            guard patience >= pause else {
                throw .refused("this process works on it at this moment: ask again when it has finished")
            }
            patience -= pause
            await services.clock.sleep(milliseconds: pause)
        }
    }

    /// The row as it is now, made this process's own when its owner has ended.
    private func own(
        _ saga: OpenSaga, _ operation: OperationID
    ) async throws(AdministrationFailure) -> SagaRow {
        let row: SagaRow?
        do throws(MintFailure) { row = try await recovery.own(operation) } catch { throw .failed(error) }
        if let row { return row }
        // Over, or in the hands of a process that lives.
        throw Self.elsewhere(try await find(SagaReference(bytes: saga.stored.raw.operation)))
    }

    private static func elsewhere(_ saga: OpenSaga) -> AdministrationFailure {
        let owner = saga.stored.raw.owner.map(String.init) ?? "unknown"
        return .refused(
            "another mintd, owner \(owner), works on it and lives: ask that one ('mintctl saga list' shows the owner "
                + "number of the mintd it asks)")
    }

    /// What recovery does.
    private func retry(_ row: SagaRow, _ reason: String) async throws(AdministrationFailure) -> SagaResolution {
        let operation = row.operation
        try await begin(operation).discharge()
        // Before it, because recovery writes what it does by itself.
        let step = ManualStep(operation, quote: row.quoteID, detail: "recovery was asked for", reason: reason)
        try await write(step)
        await recovery.advance(operation)
        guard let after = try await read({ (transaction) throws(StoreError) in try transaction.saga(operation) })
        else {
            return SagaResolution(isOver: true, detail: try await ending(of: row))
        }
        let trouble = recovery.troubles.trouble(of: operation)?.last
        return SagaResolution(
            isOver: false, detail: "still open, in the state \(after.state): " + (trouble ?? "the payment is not over"))
    }

    private func ending(of row: SagaRow) async throws(AdministrationFailure) -> String {
        guard row.kind == .melt else { return "undone: its inputs were given back" }
        let quote = try await quote(of: row)
        return "over: its quote is \(quote.state.rawValue)"
    }

    func write(_ step: ManualStep) async throws(AdministrationFailure) {
        let now = services.clock.now()
        do throws(WriteFailure) {
            try await services.write { (transaction) throws(StoreError) in
                try step.record(in: &transaction, at: now)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            throw .failed(error.mintFailure)
        }
    }
}

extension SagaAction {
    var name: String {
        switch self {
        case .retry: "retry"
        case .release: "release"
        case .settle: "settle"
        }
    }
}
