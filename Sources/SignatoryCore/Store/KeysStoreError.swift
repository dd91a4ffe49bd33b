internal import SignatoryAPI
internal import Storage

/// Why a transaction of the keys database gave up. Every case rolls it back.
enum KeysStoreError: Error {
    case database(DatabaseError)
    case refused(SignatoryError)

    static func refused(_ code: SignatoryError.Code, _ detail: String) -> KeysStoreError {
        .refused(SignatoryError(code, detail))
    }
}

extension SignatoryError {
    init(_ error: DatabaseError) {
        let code: Code =
            switch error.kind {
            case .busy, .unreachable, .contended, .undecided: .overloaded
            case .storageFailure: .readOnly
            case .closed: .unavailable
            case .uniqueViolation, .constraintViolation, .unreadable, .unrepresentable, .poisoned, .unsuitable, .other:
                .internalFailure
            }
        self.init(code, "keys database: \(error)")
    }

    init(_ error: KeysStoreError) {
        switch error {
        case .database(let error): self.init(error)
        case .refused(let error): self = error
        }
    }
}
