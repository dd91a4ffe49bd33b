#if DEBUG
    import CashuCrypto
    import FuzzSupport
    import NIOCore

    @testable import Lightning

    /// An offer. The first byte says whether the rest is the text, or the records in it.
    struct Bolt12Input {
        private static let networks: [LightningNetwork] = [.bitcoin, .testnet, .signet, .regtest]

        private let text: String?

        init(_ input: ByteBuffer) {
            var input = input
            let isText = input.readByte().isMultiple(of: 2)
            text = isText ? input.text : Bolt12Text.encode(input.allBytes, prefix: Bolt12Offer.prefix)
        }

        func run() {
            guard let text else { return }
            let offer: Bolt12Offer
            do throws(Bolt12Error) { offer = try Bolt12Offer(parsing: text) } catch {
                return require("\(error)".utf8.count < 256, "a refusal quotes nothing")
            }
            judge(offer)
            judgeTerms(offer)
        }

        private func judge(_ offer: Bolt12Offer) {
            require(
                Bolt12Text.encode(offer.records.bytes, prefix: Bolt12Offer.prefix) == offer.text,
                "the records are written to the same text")
            require(offer.amount != 0 && !offer.chains.isEmpty, "an amount is one, and an offer is for some chain")
            require(offer.issuerID != nil || offer.records[Bolt12Field.paths.rawValue] != nil, "somebody can be asked")
            for spelling in [offer.text, offer.text.uppercased()] {
                let again = require("its own text is an offer") { try Bolt12Offer(parsing: spelling) }
                require(
                    again == offer && again.offerID == offer.offerID && again.records == offer.records,
                    "an offer comes back as it was")
            }
            let half = offer.text.utf8.count / 2
            let lines = offer.text.prefix(half) + "+\r\n \t" + offer.text.dropFirst(half)
            if lines.utf8.count <= Bolt12Offer.maximumBytes {
                let again = require("lines are joined") { try Bolt12Offer(parsing: String(lines)) }
                require(again == offer, "an offer is the same on two lines")
            }
        }

        /// Made anew of what it says, it says the same.
        private func judgeTerms(_ offer: Bolt12Offer) {
            guard let network = Self.networks.first(where: { [$0.chainHash] == offer.chains }), offer.currency == nil,
                let description = offer.description, let issuer = offer.issuerID
            else { return }
            let terms = Bolt12Terms(
                network: network, amountMsat: offer.amountMsat, description: description,
                absoluteExpiry: offer.absoluteExpiry, issuerID: issuer,
                metadata: offer.records[Bolt12Field.metadata.rawValue] ?? [])
            let again = require("it can be made") { try Bolt12Offer.make(terms) }
            require(
                again.chains == offer.chains && again.amount == offer.amount && again.description == description
                    && again.absoluteExpiry == offer.absoluteExpiry && again.issuerID == issuer,
                "an offer made of what another says, says the same")
        }

        static func seeds() throws -> [ByteBuffer] {
            let key = PublicKey.generator
            var offers = try [
                Bolt12Terms(amountMsat: nil, description: "", issuerID: key),
                Bolt12Terms(
                    network: .regtest, amountMsat: 21_000, description: "für zwei", absoluteExpiry: 1_900_000_000,
                    issuerID: key, metadata: [1, 2, 3]),
            ].map { (terms) throws(Bolt12Error) in try Bolt12Offer.make(terms).records }
            var records = offers[1]
            records.set(Bolt12Field.chains.rawValue, networks.flatMap { $0.chainHash.bytes })
            records.set(Bolt12Field.currency.rawValue, Array("EUR".utf8))
            records.set(Bolt12Field.issuer.rawValue, Array("somebody".utf8))
            records.set(Bolt12Field.quantityMax.rawValue, [])
            records.set(Bolt12Field.paths.rawValue, key.bytes.bytes + key.bytes.bytes + [1] + key.bytes.bytes + [0, 2, 7, 7])
            records.set(1_000_000_001, [UInt8](repeating: 1, count: 300))
            offers.append(records)
            let texts = try Vectors().texts(beginning: "lno1")
            return texts.map { ByteBuffer(choice: 0, $0) } + offers.map { ByteBuffer(choice: 1, bytes: $0.bytes) }
                + offers.map { ByteBuffer(choice: 0, Bolt12Text.encode($0.bytes, prefix: Bolt12Offer.prefix)) }
        }
    }
#endif
