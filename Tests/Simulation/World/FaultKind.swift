/// Everything that goes wrong on purpose. Each must have struck, or happened, over a whole run.
enum FaultKind: String, CaseIterable {
    // Database.
    case readFails, readStatementFails
    case writeWaits, databaseBusy, statementBefore, statementAfter, commitFails, slowAnswer
    case answerLostWritten, answerLostUnwritten
    case undecidedWritten, undecidedUnwritten, undecidedWrittenLater
    case crashBeforeTransaction, crashAfterCommit, crashBeforeLateCommit, pauseAfterCommit, sessionLostAfterCommit
    case databaseAway, serverCrash, sessionLost
    // Processes.
    case crash, stop, pause, pauseBeyondSession
    // Signatory.
    case signatoryAway, signatureLost, signatureLate, signatureMissing, signatureOfOtherAmount, signatureWithoutProof
    case verificationAway, verificationLate
    case signatoryOutage, rotation
    // Node.
    case orderLost, orderDelayed, paymentAnswerLost
    case outcomeLost, outcomeHangs
    case invoiceAway, receivedAway, estimateAway, paymentEventLost
    case nodeOutage
    /// Only in seeds that are about incidents.
    case settledAfterFailure, overspent
    // Between wallets and processes.
    case requestLost, answerLost, hangUp

    static let ofWrites: [FaultKind] = [
        .databaseBusy, .statementBefore, .statementAfter, .commitFails, .slowAnswer, .answerLostWritten,
        .answerLostUnwritten, .undecidedWritten, .undecidedUnwritten, .undecidedWrittenLater, .crashBeforeTransaction,
        .crashAfterCommit, .crashBeforeLateCommit, .pauseAfterCommit,
        .sessionLostAfterCommit,
    ]
    static let ofSigning: [FaultKind] = [
        .signatoryAway, .signatureLost, .signatureLate, .signatureMissing, .signatureOfOtherAmount,
        .signatureWithoutProof,
    ]
    static let ofVerifying: [FaultKind] = [.verificationAway, .verificationLate]
    static let ofPaying: [FaultKind] = [.orderLost, .orderDelayed, .paymentAnswerLost]
    static let ofInquiring: [FaultKind] = [.outcomeLost, .outcomeHangs]
    /// What strikes by itself, every now and then.
    static let ofChaos: [FaultKind] = [
        .databaseAway, .serverCrash, .sessionLost, .crash, .stop, .pause, .pauseBeyondSession, .signatoryOutage,
        .rotation, .nodeOutage,
    ]
    static let ofIncidents: [FaultKind] = [.settledAfterFailure, .overspent]

    /// Of so many chances it takes one, where it is enabled at all.
    var rarity: Int {
        switch self {
        case .readFails, .readStatementFails: 60
        case .writeWaits: 12
        case .settledAfterFailure, .overspent: 3
        case .orderDelayed, .orderLost, .paymentAnswerLost: 6
        case .requestLost, .answerLost, .hangUp: 12
        case .paymentEventLost: 4
        case .invoiceAway, .estimateAway, .receivedAway: 12
        case .outcomeLost, .outcomeHangs: 10
        case .signatoryAway, .signatureLost, .signatureLate, .signatureMissing, .signatureOfOtherAmount,
            .signatureWithoutProof:
            24
        case .databaseAway, .serverCrash, .sessionLost, .crash, .stop, .pause, .pauseBeyondSession, .signatoryOutage,
            .rotation, .nodeOutage:
            40
        default: Self.ofWrites.contains(self) ? 50 : 12
        }
    }
}

/// What must have been seen as well, though nobody injects it.
enum Sight: String, CaseIterable {
    case deferredCommitLost, answeredNotFound, inFlightAtCrash
    case swapAnswered, mintAnswered, meltPaid, meltPaidInside, meltFailed, changeGiven
    case doubleSpendRefused, sameRequestTwice, restored, latePaymentNoticed
}
