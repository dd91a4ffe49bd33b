package import Cashu
package import CashuCrypto
package import Storage

// Points, hashes and ids are stored as the bytes they are.

extension FixedBytes: SQLBindable {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(bytes) }
}

extension PublicKey: SQLBindable {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { bytes.sqlValue }
}

extension KeysetID: SQLBindable {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(bytes) }
}

extension OperationID: SQLBindable {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { bytes.sqlValue }
}
