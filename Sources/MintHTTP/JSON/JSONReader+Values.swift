internal import Cashu
internal import CashuCrypto

// The values of the protocol (NUT-00): points, hashes and ids are hex text of either case, amounts are integers.
extension JSONReader {
    mutating func string(_ name: String, atMost limit: Int) throws(NUTError) -> String {
        let contents = contents(try text())
        guard contents.count <= limit else { throw refusal("\(name) has more than \(limit) bytes") }
        return String(decoding: contents, as: UTF8.self)
    }

    mutating func boolean(_ name: String) throws(NUTError) -> Bool {
        switch next() {
        case UInt8(ascii: "t"):
            try word("true")
            return true
        case UInt8(ascii: "f"):
            try word("false")
            return false
        default: throw refusal("\(name) is not a boolean")
        }
    }

    mutating func point(
        _ name: String, orRefuse code: NUTErrorCode = .malformedRequest
    ) throws(NUTError) -> PublicKey {
        guard let point = PublicKey(hexDigits: contents(try text())) else {
            throw NUTError(code, refusal("\(name) is not a point of secp256k1 in 66 hex digits").detail)
        }
        return point
    }

    /// What has not the form of an id is the id of no keyset: 12001.
    mutating func keysetID(_ name: String) throws(NUTError) -> KeysetID {
        let digits = contents(try text())
        guard let bytes = Hex.decode(digits: digits, maximumBytes: 33), let id = KeysetID(bytes) else {
            throw NUTError(.keysetUnknown, refusal("\(name) is not the id of a known keyset").detail)
        }
        return id
    }

    mutating func unit(_ name: String) throws(NUTError) -> CurrencyUnit {
        guard let unit = CurrencyUnit(try string(name, atMost: 32)) else {
            throw NUTError(.unitNotSupported, "unit is not supported")
        }
        return unit
    }

    func required<Value>(_ value: Value?, _ name: String) throws(NUTError) -> Value {
        guard let value else { throw refusal("\(name) is missing") }
        return value
    }
}
