import Cashu
import MintStore
import Storage

extension Result where Failure == StoreError {
    var isSuccess: Bool { if case .success = self { true } else { false } }

    /// The number of the refusal that the wallet is told.
    var refusal: NUTErrorCode? {
        guard case .failure(.refused(let error)) = self else { return nil }
        return error.code
    }

    var isConflict: Bool { if case .failure(.conflict) = self { true } else { false } }

    var unknown: StoreError.Unknown? {
        guard case .failure(.unknown(let what)) = self else { return nil }
        return what
    }

    /// Of the database's own error.
    var kind: DatabaseError.Kind? {
        guard case .failure(.database(let error)) = self else { return nil }
        return error.kind
    }
}
