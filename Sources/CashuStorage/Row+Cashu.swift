package import Cashu
package import CashuCrypto
package import Storage

extension Row {
    package func fixedBytes<let n: Int>(_ column: Int) throws(DatabaseError) -> FixedBytes<n> {
        guard let bytes = FixedBytes<n>(try self.bytes(column)) else { throw .unreadable("a column of \(n) bytes") }
        return bytes
    }

    package func publicKey(_ column: Int) throws(DatabaseError) -> PublicKey {
        guard let key = PublicKey(try self.bytes(column)) else { throw .unreadable("a column of points") }
        return key
    }

    package func keysetID(_ column: Int) throws(DatabaseError) -> KeysetID {
        guard let id = KeysetID(try self.bytes(column)) else { throw .unreadable("a column of keyset ids") }
        return id
    }

    package func unit(_ column: Int) throws(DatabaseError) -> CurrencyUnit {
        guard let unit = CurrencyUnit(try text(column)) else { throw .unreadable("a column of units") }
        return unit
    }

    package func method(_ column: Int) throws(DatabaseError) -> PaymentMethod {
        guard let method = PaymentMethod(rawValue: try text(column)) else {
            throw .unreadable("a column of payment methods")
        }
        return method
    }

    package func rate(_ column: Int) throws(DatabaseError) -> UnitRate {
        guard let rate = UnitRate(perBitcoin: try unsigned(column)) else { throw .unreadable("a column of rates") }
        return rate
    }
}
