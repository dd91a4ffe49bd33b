internal import ArgumentParser
internal import WalletCore

extension WalletError {
    /// After sysexits.h.
    var exitCode: ExitCode {
        switch self {
        case .mint(let error): error.exitCode
        case .pending: .tryAgain
        case .database: isTemporary ? .tryAgain : .failure
        case .token, .request, .invoice, .invoiceWithoutAmount, .noMint, .otherMint, .unusableAmount: .validationFailure
        case .undelivered: .tryAgain
        case .fault, .derivation, .seed, .insufficientFunds, .noActiveKeyset, .alreadyReceived, .unknownQuote,
            .feeTooHigh, .paymentFailed, .otherSeed, .conflict, .lock, .requestForOtherMint, .noTransport:
            .failure
        }
    }
}

extension MintClientError {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .refused: .failure
        case .unreachable: .unavailable
        case .unavailable, .answerLost, .unintelligible: .tryAgain
        }
    }
}

extension ExitCode {
    fileprivate static let unavailable = ExitCode(69)
    fileprivate static let tryAgain = ExitCode(75)
}
