#if DEBUG
    import Cashu
    import CashuCrypto
    import FuzzSupport
    import MintCore

    @testable import MintHTTP

    // How a wallet writes what bodies consist of.
    extension JSONWriter {
        mutating func proofs(_ name: String, _ proofs: [Proof]) {
            require(proofs.count <= MintLimits().maximumInputs, "no more inputs than allowed")
            self.name(name)
            array(proofs) { writer, proof in
                writer.object { writer in
                    writer.member("amount", proof.amount)
                    writer.member("id", proof.keysetID.hex)
                    writer.member("secret", proof.secret.text)
                    writer.member("C", proof.signature.hex)
                    writer.member("witness", proof.witness)
                }
            }
        }

        mutating func messages(_ name: String, _ messages: [BlindedMessage]) {
            require(messages.count <= MintLimits().maximumOutputs, "no more outputs than allowed")
            self.name(name)
            array(messages) { writer, message in
                writer.object { writer in
                    writer.member("amount", message.amount)
                    writer.member("id", message.keysetID.hex)
                    writer.member("B_", message.point.hex)
                }
            }
        }
    }

    extension MintOrder {
        func write(to writer: inout JSONWriter) {
            require(quotes.count <= MintLimits().maximumBatch, "no more quotes than allowed")
            writer.name("quotes")
            writer.array(quotes) { $0.string($1.id) }
            let amounts = quotes.compactMap(\.amount)
            require(amounts.isEmpty || amounts.count == quotes.count, "each quote has its amount, or none has")
            if !amounts.isEmpty {
                writer.name("quote_amounts")
                writer.array(amounts) { $0.number($1) }
            }
            writer.messages("outputs", outputs)
            writer.name("signatures")
            writer.array(quotes) { writer, quote in
                if let signature = quote.signature { writer.string(signature.bytes.hex) } else { writer.null() }
            }
        }
    }

    extension MeltQuoteBody {
        func write(to writer: inout JSONWriter) {
            writer.member("request", request)
            writer.member("unit", unit.name)
            writer.name("options")
            writer.object { writer in
                if let amountMsat {
                    writer.name("amountless")
                    writer.object { $0.member("amount_msat", amountMsat) }
                }
                if let partMsat {
                    writer.name("mpp")
                    writer.object { $0.member("amount", partMsat) }
                }
            }
        }
    }
#endif
