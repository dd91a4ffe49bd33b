#if DEBUG
    import CashuCrypto
    import FuzzSupport
    import NIOCore

    @testable import Lightning

    /// An invoice. The first byte says whether the rest is the text; or the prefix and the words before the signature,
    /// which is then made, and the checksum with it, as no fuzzer could.
    struct Bolt11Input {
        private static let key = FixedBytes<32>(repeating: 7)

        private let text: String?

        init(_ input: ByteBuffer) {
            var input = input
            let choice = input.readByte()
            guard !choice.isMultiple(of: 2) else {
                text = input.text
                return
            }
            let length = Int(input.readByte())
            let prefix = input.readSlice(length: min(length, input.readableBytes))?.text ?? ""
            let words = input.allBytes.map { $0 & 31 }
            text = Self.signed(prefix, words)
        }

        private static func signed(_ prefix: String, _ words: [UInt8]) -> String? {
            // What Bech32 writes, its caller has made of lower case and ASCII.
            guard prefix.utf8.allSatisfy({ (33...126).contains($0) && !(65...90).contains($0) }) else { return nil }
            let digest = Bolt11Invoice.digest(prefix: prefix, signed: words)
            guard let signature = RecoverableSignature.sign(digest, throwawayKey: key) else { return nil }
            return Bech32.encode(
                prefix: prefix,
                words: words + FiveBitWords.words(signature.compact.bytes + [UInt8(signature.recovery)]))
        }

        func run() {
            guard let text else { return }
            judgeEncoding(text)
            let invoice: Bolt11Invoice
            do throws(Bolt11Error) { invoice = try Bolt11Invoice(parsing: text) } catch {
                return require("\(error)".utf8.count < 256, "a refusal quotes nothing")
            }
            judge(invoice, text)
            judgeTerms(invoice)
        }

        /// Two texts never mean the same words.
        private func judgeEncoding(_ text: String) {
            guard let decoded = try? Bech32.decode(text, maximumCharacters: Bolt11Invoice.maximumCharacters) else {
                return
            }
            require(decoded.words.allSatisfy { $0 < 32 }, "a word has five bits")
            require(
                Bech32.encode(prefix: decoded.prefix, words: decoded.words) == text.lowercased(),
                "what was decoded is encoded to the same text")
            if let bytes = FiveBitWords.bytes(decoded.words) {
                require(FiveBitWords.words(bytes) == decoded.words, "bytes are regrouped to the same words")
            }
        }

        private func judge(_ invoice: Bolt11Invoice, _ text: String) {
            require(invoice.text == text.lowercased(), "an invoice has one spelling")
            require(invoice.amountMsat.map { (1...2_100_000_000_000_000_000).contains($0) } ?? true, "an amount exists")
            require(invoice.description.map { $0.utf8.count <= 639 } ?? true, "a description fits into its field")
            require(
                invoice.expiresAt == invoice.timestamp + invoice.expirySeconds && invoice.expiresAt <= Int64.max,
                "the times of an invoice can be added")
            require(invoice.features.unknownDemand == nil, "what is demanded is known")
            for spelling in [invoice.text, invoice.text.uppercased()] {
                let again = require("its own text is an invoice") { try Bolt11Invoice(parsing: spelling) }
                require(
                    again == invoice && again.payee == invoice.payee && Self.says(again, invoice),
                    "an invoice comes back as it was")
            }
        }

        /// Made anew of what it says, and signed by somebody else, it says the same.
        private func judgeTerms(_ invoice: Bolt11Invoice) {
            guard let secret = invoice.paymentSecret else { return }
            let terms = Bolt11Terms(
                network: invoice.network, amountMsat: invoice.amountMsat, paymentHash: invoice.paymentHash,
                paymentSecret: secret, purpose: invoice.purpose, timestamp: invoice.timestamp,
                expirySeconds: invoice.expirySeconds, minFinalCLTVExpiry: invoice.minFinalCLTVExpiry,
                features: invoice.features)
            let again: Bolt11Invoice
            do throws(Bolt11Error) { again = try Bolt11Invoice.make(terms, throwawayKey: Self.key) } catch {
                // Fields that were left out are written, and may not fit any more.
                guard case .notBech32(.tooLong) = error else { preconditionFailure("it cannot be made: \(error)") }
                return
            }
            require(Self.says(again, invoice), "an invoice made of what another says, says the same")
        }

        private static func says(_ one: Bolt11Invoice, _ other: Bolt11Invoice) -> Bool {
            one.network == other.network && one.amountMsat == other.amountMsat && one.paymentHash == other.paymentHash
                && one.paymentSecret == other.paymentSecret && one.purpose == other.purpose
                && one.timestamp == other.timestamp && one.expirySeconds == other.expirySeconds
                && one.expiresAt == other.expiresAt && one.minFinalCLTVExpiry == other.minFinalCLTVExpiry
                && one.features == other.features
        }

        static func seeds() throws -> [ByteBuffer] {
            let texts = try Vectors().texts(beginning: "lnbc", "lntb", "lnbcrt", "LNBC", atMost: 30)
            let inside = texts.compactMap { text -> ByteBuffer? in
                guard let decoded = try? Bech32.decode(text, maximumCharacters: Bolt11Invoice.maximumCharacters) else {
                    return nil
                }
                let prefix = Array(decoded.prefix.utf8)
                return ByteBuffer(
                    choice: 1,
                    bytes: [UInt8(clamping: prefix.count)] + prefix
                        + decoded.words.dropLast(Bolt11Invoice.signatureWords))
            }
            return inside + texts.prefix(6).map { ByteBuffer(choice: 0, $0) }
        }
    }
#endif
