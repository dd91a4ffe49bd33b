package import Cashu
package import CashuSecrets
package import Lightning
package import Storage

/// Why the wallet did not do what it was asked.
package enum WalletError: Error, Sendable {
    case mint(MintClientError)
    /// The mint's answer fails a check that protects the wallet.
    case fault(MintFault)
    case token(TokenError)
    case request(PaymentRequestError)
    case lock(LockError)
    /// The payee takes coins of these mints only.
    case requestForOtherMint([String])
    /// The payee can be paid in these ways only, and this wallet knows none of them.
    case noTransport([String])
    /// The token was made, and whether it arrived is not known.
    case undelivered(MintClientError)
    case invoice(Bolt11Error)
    /// The payer would have to choose the amount.
    case invoiceWithoutAmount
    case database(DatabaseError)
    case derivation(DerivationError)
    case seed(SeedFileError)
    case insufficientFunds(available: UInt64, needed: UInt64)
    /// Zero, more than an amount can be, or less than it costs to spend.
    case unusableAmount
    case noActiveKeyset(CurrencyUnit)
    /// The token is of another mint than this wallet was opened for.
    case otherMint(MintURL)
    /// No mint was named, and the wallet does not know exactly one.
    case noMint
    /// Every coin of the token is or was in this wallet.
    case alreadyReceived
    case unknownQuote
    /// The mint wants a larger reserve for the payment's fee than may be spent on it.
    case feeTooHigh(reserve: UInt64, limit: UInt64)
    /// The invoice was not paid, and the coins are free again.
    case paymentFailed
    /// The mint has not finished: the operation is remembered, and the next command asks again.
    case pending
    /// The database belongs to other seed words.
    case otherSeed
    /// A row is not in the state it must be in: another program works on the same database, or there is a bug.
    case conflict(String)
}

/// What a mint did that an honest one does not.
package enum MintFault: Error, Sendable, Hashable {
    /// The id of a new keyset does not follow from its content (NUT-02).
    case keysetNotGenuine(KeysetID)
    /// A known keyset has other keys, another unit, or another fee or expiry than its id commits to.
    case keysetChanged(KeysetID)
    /// A new keyset has the id of one that is known from another mint (NUT-02: critical).
    case keysetOfOtherMint(KeysetID)
    case signatureCount
    /// Another amount or another keyset than was asked for.
    case signatureTerms
    /// The mint announces NUT-12, and signed without a proof.
    case signatureWithoutProof
    /// NUT-12: the signature was not made with the key of its keyset and amount.
    case signatureInvalid
    /// NUT-12, in a token: the coin was not signed with the key of its keyset and amount.
    case coinInvalid
    /// The invoice or the quote is over another amount than was asked for.
    case quoteTerms
    case quoteKey
    case quoteIdentity
    case stateAnswer
    case restoreAnswer
    /// More outputs are said to be signed than any wallet makes.
    case restoreEndless
}

extension WalletError {
    /// Whether only another process stands in the way.
    package var isTemporary: Bool {
        guard case .database(let error) = self else { return false }
        return error.kind == .busy
    }
}

extension WalletError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .mint(let error): "\(error)"
        case .fault(let fault): "the mint is faulty or dishonest: \(fault)"
        case .token(let error): "\(error)"
        case .request(let error): "\(error)"
        case .lock(let error): "\(error)"
        case .requestForOtherMint(let mints): "the payee takes coins of \(mints.joined(separator: ", ")) only"
        case .noTransport(let types): "the payee wants to be paid by \(types.joined(separator: ", ")) only"
        case .undelivered(let error): "the token may not have arrived (\(error)); `wallet pending` shows it"
        case .invoice(let error): "\(error)"
        case .invoiceWithoutAmount: "the invoice names no amount, and this wallet pays only those that do"
        case .database(let error): "the wallet's database: \(error)"
        case .derivation(let error): "a secret could not be derived: \(error)"
        case .seed(let error): "\(error)"
        case .insufficientFunds(let available, let needed): "\(needed) needed, \(available) available"
        case .unusableAmount: "not an amount that can be used"
        case .noActiveKeyset(let unit): "the mint has no active keyset for \(unit)"
        case .otherMint(let url): "the token is of the mint \(url); name it with --mint to trust it"
        case .noMint: "which mint? name it with --mint"
        case .alreadyReceived: "the token is already in this wallet or was spent by it"
        case .unknownQuote: "this wallet has no such quote"
        case .feeTooHigh(let reserve, let limit):
            "the payment may cost a fee of up to \(reserve), and only \(limit) is allowed; nothing was spent; "
                + "to pay it, say --max-fee \(reserve)"
        case .paymentFailed: "the payment failed; nothing was spent"
        case .pending: "the mint has not finished; the operation is remembered and the next command asks again"
        case .otherSeed: "the database belongs to other seed words than those beside it"
        case .conflict(let what): "the database is not in the expected state: \(what)"
        }
    }
}

extension MintFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keysetNotGenuine(let id): "the id of keyset \(id) does not follow from its keys"
        case .keysetChanged(let id): "keyset \(id) is not what it was before"
        case .keysetOfOtherMint(let id): "keyset \(id) is already known from another mint"
        case .signatureCount: "another number of signatures than outputs"
        case .signatureTerms: "a signature of another amount or keyset than was asked for"
        case .signatureWithoutProof: "a signature without the proof that the mint announces"
        case .signatureInvalid: "a signature that was not made with the published key"
        case .coinInvalid: "a coin that was not signed with the published key"
        case .quoteTerms: "a quote over another amount than was asked for"
        case .quoteKey: "a quote locked to another key"
        case .quoteIdentity: "another quote than was asked for"
        case .stateAnswer: "states of other coins than were asked for"
        case .restoreAnswer: "signatures for outputs that were not asked for"
        case .restoreEndless: "signatures for more outputs than any wallet makes"
        }
    }
}
