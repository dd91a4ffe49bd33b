internal import ManagementAPI

/// Operations as text.
enum SagaText {
    static func list(_ answer: SagaListAnswer) -> [String] {
        let count = answer.sagas.count == 1 ? "1 operation is" : "\(answer.sagas.count) operations are"
        let head = "this mintd is owner \(answer.owner); \(count) open"
        guard !answer.sagas.isEmpty else { return [head] }
        var table = Table("OPERATION", "KIND", "STATE", "AGE", "KEEPER", "OWNER", "FAILED", "LAST ERROR")
        for saga in answer.sagas {
            table.add(
                saga.operation, saga.kind, saga.state, Time.age(saga.createdAt, at: answer.now), saga.keeper,
                saga.owner.map { "\($0)" } ?? "-", saga.isPoisoned ? "\(saga.failures) (POISONED)" : "\(saga.failures)",
                saga.unreadable ?? saga.lastError ?? "-")
        }
        return [head] + table.lines
    }

    static func evidence(_ answer: SagaEvidenceAnswer) -> [String] {
        let (saga, held) = (answer.saga, answer.held)
        var lines = [
            "operation      \(saga.operation)",
            "kind, state    \(saga.kind), \(saga.state), version \(saga.version.map { "\($0)" } ?? "-")"
                + (saga.isPoisoned ? ", POISONED" : ""),
            "keeper         \(keeper(saga, answer.owner))",
            "age            begun \(Time.age(saga.createdAt, at: answer.now)) ago, in this state for "
                + Time.age(saga.updatedAt, at: answer.now),
            "recovery       failed \(saga.failures) times here"
                + (saga.lastError.map { ", last: \(Table.plain($0))" } ?? ""),
            "holds          \(held.inputs) inputs of \(held.inputAmount), \(held.outputs) outputs"
                + " of \(held.outputAmount), \(held.signedOutputs) of them signed",
        ]
        if let error = saga.unreadable { lines.append("unreadable     \(Table.plain(error))") }
        if let quote = answer.quote { lines += self.quote(quote, answer.now) }
        if let problem = answer.quoteProblem { lines.append("quote          \(Table.plain(problem))") }
        if let backend = answer.backend {
            let detail = backend.detail.map { " (\(Table.plain($0)))" } ?? ""
            lines.append("backend        \(backend.name) says now: \(backend.says)\(detail)")
        }
        lines.append("release        \(answer.release.explanation)")
        if let moment = answer.release.lastMoment {
            lines.append("last moment    \(Time.text(moment, seenAt: answer.now))")
        }
        for incident in answer.incidents { lines.append("incident       \(IncidentText.line(incident))") }
        return lines
    }

    private static func quote(_ quote: QuoteMessage, _ now: UInt64) -> [String] {
        [
            "quote          \(quote.quote), \(quote.state): \(quote.amount) \(quote.unit) (\(quote.amountMsat) msat), "
                + "fee reserve \(quote.feeReserve)",
            "payment hash   \(quote.paymentHash)",
            "invoice        "
                + (quote.invoiceExpiresAt.map { "expires \(Time.text($0, seenAt: now))" } ?? "unreadable"),
        ]
    }

    private static func keeper(_ saga: SagaSummary, _ owner: Int64) -> String {
        let number = saga.owner.map { "\($0)" } ?? "unreadable"
        return switch saga.keeper {
        case "running": "this mintd, which works on it now (owner \(number))"
        case "here": "this mintd (owner \(number))"
        case "elsewhere": "another mintd, which lives (owner \(number); this one is \(owner)): ask that one"
        default: "a mintd that has ended (owner \(number))"
        }
    }
}
