internal import CashuCrypto

extension Bolt11Invoice {
    /// 35 bits.
    static let timestampWords = 7
    /// 64 bytes and the recovery number.
    static let signatureWords = 104

    /// Either case, but not mixed. Refuses what a payer MUST refuse by BOLT #11, and what no payer could make use of:
    /// no payment hash, no description, an amount of zero, an expiry beyond 63 bits. Whether it has expired is not
    /// looked at.
    package init(parsing text: String) throws(Bolt11Error) {
        let decoded = try Self.decode(text)
        let prefix = try Bolt11Prefix(parsing: decoded.prefix)
        guard decoded.words.count >= Self.timestampWords + Self.signatureWords else { throw .truncated }
        let signed = decoded.words.dropLast(Self.signatureWords)
        let fields = try Bolt11Fields(parsing: signed.dropFirst(Self.timestampWords))
        guard let timestamp = FiveBitWords.number(signed.prefix(Self.timestampWords)) else {
            throw .invalidField(.timestamp)
        }
        guard let paymentHash = fields.paymentHash else { throw .missingPaymentHash }
        let features = fields.features ?? Bolt11Features(bits: [])
        if let bit = features.unknownDemand { throw .unknownFeature(bit: bit) }
        let expirySeconds = fields.expirySeconds ?? Self.defaultExpirySeconds
        let (expiresAt, overflow) = timestamp.addingReportingOverflow(expirySeconds)
        guard !overflow, expiresAt <= UInt64(Int64.max) else { throw .expiresTooLate }

        self.text = text.lowercased()
        self.network = prefix.network
        self.amountMsat = prefix.amountMsat
        self.paymentHash = paymentHash
        self.paymentSecret = fields.paymentSecret
        self.purpose = try Self.purpose(fields)
        self.timestamp = timestamp
        self.expirySeconds = expirySeconds
        self.expiresAt = expiresAt
        self.minFinalCLTVExpiry = fields.minFinalCLTVExpiry ?? Self.defaultMinFinalCLTVExpiry
        self.features = features
        self.payee = try Self.payee(
            fields.payee, signature: decoded.words.suffix(Self.signatureWords),
            digest: Self.digest(prefix: decoded.prefix, signed: signed))
    }

    /// What is signed: the prefix as text, then the words before the signature as bytes.
    static func digest(prefix: String, signed: some Collection<UInt8>) -> FixedBytes<32> {
        SHA256.hash(Array(prefix.utf8) + FiveBitWords.paddedBytes(signed))
    }

    private static func decode(_ text: String) throws(Bolt11Error) -> Bech32.Decoded {
        do throws(Bech32Error) {
            return try Bech32.decode(text, maximumCharacters: maximumCharacters)
        } catch {
            throw .notBech32(error)
        }
    }

    private static func purpose(_ fields: Bolt11Fields) throws(Bolt11Error) -> Bolt11Purpose {
        switch (fields.description, fields.descriptionHash) {
        case (let text?, nil): .description(text)
        case (nil, let hash?): .hash(hash)
        case (nil, nil): throw .missingDescription
        case (.some, .some): throw .twoDescriptions
        }
    }

    /// With a key in the invoice the signature is checked against it; without one it tells the key.
    private static func payee(
        _ named: PublicKey?, signature words: ArraySlice<UInt8>, digest: FixedBytes<32>
    ) throws(Bolt11Error) -> PublicKey {
        guard let bytes = FiveBitWords.bytes(words), let last = bytes.last,
            let compact = FixedBytes<64>(bytes.dropLast())
        else { throw .invalidSignature }
        let signature = RecoverableSignature(compact: compact, recovery: Int32(last))
        if let named {
            guard signature.isValid(for: digest, key: named) else { throw .invalidSignature }
            return named
        }
        guard let recovered = signature.recover(digest) else { throw .invalidSignature }
        return recovered
    }
}
