package import Cashu
package import Storage

/// Why a body of a transaction gave up. Every case rolls it back.
package enum StoreError: Error, Sendable {
    case database(DatabaseError)
    /// The request met a state that the wallet must be told.
    case refused(NUTError)
    /// A row was not in the state or not in the hands it had to be in: another actor was faster, or there is a bug.
    /// Nothing may be concluded but that this operation must not go on.
    case conflict(String)
    /// What was asked for by name is not there.
    case unknown(Unknown)

    package enum Unknown: Sendable, Equatable {
        case mintQuote
        case meltQuote
        /// Nothing was stored about the mint itself.
        case mintInformation
        case configurationKey(String)
    }

    /// What the second of two requests is refused with that are the same one (NUT-19), while the first is served.
    package static let sameRequest = "the same request is being served"

    package static func refused(_ code: NUTErrorCode, _ detail: String) -> StoreError {
        .refused(NUTError(code, detail))
    }
}
