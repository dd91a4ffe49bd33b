package import Cashu
package import CashuCrypto
package import Storage

// Points, hashes and ids are stored as the bytes they are.

extension FixedBytes: SQLBindable {
    package var sqlValue: SQLValue { .blob(bytes) }
}

extension PublicKey: SQLBindable {
    package var sqlValue: SQLValue { bytes.sqlValue }
}

extension KeysetID: SQLBindable {
    package var sqlValue: SQLValue { .blob(bytes) }
}

extension OperationID: SQLBindable {
    package var sqlValue: SQLValue { bytes.sqlValue }
}
