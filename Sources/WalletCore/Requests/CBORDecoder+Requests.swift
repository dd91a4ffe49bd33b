/// What a payment request needs of CBOR, with its errors. Null and undefined are `nil`.
extension CBORDecoder {
    mutating func members(
        _ body: (String, inout CBORDecoder) throws(PaymentRequestError) -> Void
    ) throws(PaymentRequestError) {
        try map(PaymentRequestError.cbor, body)
    }

    mutating func passOver() throws(PaymentRequestError) {
        do { try skip() } catch { throw .cbor(error) }
    }

    mutating func string() throws(PaymentRequestError) -> String? {
        do { return isNothing() ? nil : try text() } catch { throw .cbor(error) }
    }

    mutating func number() throws(PaymentRequestError) -> UInt64? {
        do { return isNothing() ? nil : try unsigned() } catch { throw .cbor(error) }
    }

    mutating func flag() throws(PaymentRequestError) -> Bool? {
        do { return isNothing() ? nil : try boolean() } catch { throw .cbor(error) }
    }

    mutating func strings() throws(PaymentRequestError) -> [String]? {
        guard !isNothing() else { return nil }
        var values: [String] = []
        try array(PaymentRequestError.cbor) { (decoder) throws(PaymentRequestError) in
            guard let value = try decoder.string() else { throw .field("text") }
            values.append(value)
        }
        return values
    }

    private mutating func lists() throws(PaymentRequestError) -> [[String]]? {
        guard !isNothing() else { return nil }
        var values: [[String]] = []
        try array(PaymentRequestError.cbor) { (decoder) throws(PaymentRequestError) in
            values.append(try decoder.strings() ?? [])
        }
        return values
    }

    mutating func transports() throws(PaymentRequestError) -> [PaymentRequest.Transport]? {
        guard !isNothing() else { return nil }
        var transports: [PaymentRequest.Transport] = []
        try array(PaymentRequestError.cbor) { (decoder) throws(PaymentRequestError) in
            let (type, target, tags) = try decoder.triple("t", "a", "g")
            transports.append(PaymentRequest.Transport(type: type, target: target, tags: tags))
        }
        return transports
    }

    mutating func lock() throws(PaymentRequestError) -> CoinLock? {
        guard !isNothing() else { return nil }
        let (kind, data, tags) = try triple("k", "d", "t")
        return CoinLock(kind: kind, data: data, tags: tags)
    }

    /// Two texts and a list of tags, which may be missing.
    private mutating func triple(
        _ first: String, _ second: String, _ third: String
    ) throws(PaymentRequestError) -> (String, String, [[String]]) {
        var texts: (String?, String?)
        var tags: [[String]]?
        try members { (key, value) throws(PaymentRequestError) in
            switch key {
            case first: try texts.0.setOnce(value.string(), key)
            case second: try texts.1.setOnce(value.string(), key)
            case third: try tags.setOnce(value.lists(), key)
            default: try value.passOver()
            }
        }
        guard let one = texts.0 else { throw .field(first) }
        guard let two = texts.1 else { throw .field(second) }
        return (one, two, tags ?? [])
    }
}
