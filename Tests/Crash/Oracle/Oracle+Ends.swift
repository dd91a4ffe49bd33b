import Cashu
import Foundation
import ProcessTestSupport

/// What follows from a verdict.
extension Oracle {
    /// It took place. A wallet that did not hear of it gets its coins now.
    mutating func conclude(
        _ request: Request, _ signatures: [BlindSignature], _ wallets: inout [Wallet], _ findings: inout Findings
    ) async throws {
        findings.done += 1
        switch request.reply {
        case .doubtful:
            findings.doubtfulDone += 1
            try wallets[request.wallet].take(signatures, on: Array(request.outputs.prefix(signatures.count)))
        case .refused(_, let text):
            findings.faults.append("refused (\(text)) and done: \(request)")
        case .accepted(let answer):
            let answered = try Self.signatures(answer, request)
            // A melt that was answered PENDING has its change later.
            if answered.isEmpty, case .melt = request.kind {
                try wallets[request.wallet].take(signatures, on: Array(request.outputs.prefix(signatures.count)))
            } else if answered != signatures {
                findings.faults.append("signed otherwise than answered: \(request)")
            }
        }
        if let fault = accounts.record(request, signatures, ledger, now: now, purse) {
            findings.faults.append("\(fault): \(request)")
        }
        history.record(request, signatures)
        try await repeatDone(request, signatures, &findings)
    }

    /// It did not take place, so the wallet has what it gave.
    /// - Returns: the request once more, if it was this one's turn.
    mutating func undo(
        _ request: Request, _ wallets: inout [Wallet], _ findings: inout Findings
    ) async throws -> Request? {
        switch request.reply {
        case .accepted(let answer):
            // A melt that was answered PENDING may fail later.
            guard case .melt = request.kind, try answer.decoded(Purse.MeltQuote.self).state != "PAID" else {
                findings.lost += request.inputs.total
                findings.faults.append("answered and undone: \(request)")
                return nil
            }
            findings.undone += 1
        case .refused: findings.refused += 1
        case .doubtful:
            findings.undone += 1
            findings.doubtfulUndone += 1
            doubts += 1
            if doubts % Self.doubtsForOneRepetition == 0, !request.isRepeated, !request.isMelt {
                return try await repeatUndone(request, &wallets, &findings)
            }
        }
        wallets[request.wallet].coins += request.inputs
        if case .mint(let invoice) = request.kind { wallets[request.wallet].invoices.append(invoice) }
        return nil
    }

    /// What was not done can be done by sending the same bytes again.
    private func repeatUndone(
        _ request: Request, _ wallets: inout [Wallet], _ findings: inout Findings
    ) async throws -> Request {
        var again = request
        again.isRepeated = true
        again.reply = await Wallet.reply(to: request, purse)
        findings.repeated += 1
        if case .accepted(let answer) = again.reply {
            try wallets[request.wallet].take(Self.signatures(answer, request), on: request.outputs)
        } else {
            findings.faults.append("undone, and refused when repeated: \(again)")
        }
        return again
    }

    /// What was done is answered as before, or as it would have been.
    private mutating func repeatDone(
        _ request: Request, _ signatures: [BlindSignature], _ findings: inout Findings
    ) async throws {
        guard repeatsWhatWasDone, !request.isRepeated else { return }
        if request.isDoubtful {
            doubts += 1
            guard doubts % Self.doubtsForOneRepetition == 0 else { return }
        } else {
            answers += 1
            guard answers % Self.answersForOneRepetition == 0 else { return }
        }
        findings.repeated += 1
        let reply = await Wallet.reply(to: request, purse)
        guard case .accepted(let answer) = reply, try Self.signatures(answer, request) == signatures else {
            return findings.faults.append("done, and answered otherwise when repeated (\(reply)): \(request)")
        }
        if case .accepted(let first) = request.reply, try !Self.isPending(first, request), first.body != answer.body {
            findings.faults.append("answered with other bytes when repeated (\(answer.text)): \(request)")
        }
    }

    private static func isPending(_ answer: HTTPAnswer, _ request: Request) throws -> Bool {
        try request.isMelt && answer.decoded(Purse.MeltQuote.self).state == "PENDING"
    }

    private static func signatures(_ answer: HTTPAnswer, _ request: Request) throws -> [BlindSignature] {
        request.isMelt
            ? try answer.decoded(Purse.MeltQuote.self).change ?? []
            : try answer.decoded(Purse.Signatures.self).signatures
    }
}
