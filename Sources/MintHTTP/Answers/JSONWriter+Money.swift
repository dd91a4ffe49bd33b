internal import Cashu
internal import CashuCrypto
internal import MintStore

extension JSONWriter {
    /// A promise (NUT-00) with its proof (NUT-12).
    mutating func signature(_ signature: BlindSignature) {
        object { writer in
            writer.member("amount", signature.amount)
            writer.member("id", signature.keysetID.hex)
            writer.member("C_", signature.point.hex)
            guard let proof = signature.proof else { return }
            writer.name("dleq")
            writer.object { writer in
                writer.member("e", proof.e.hex)
                writer.member("s", proof.s.hex)
            }
        }
    }

    mutating func message(_ message: BlindedMessage) {
        object { writer in
            writer.member("amount", message.amount)
            writer.member("id", message.keysetID.hex)
            writer.member("B_", message.point.hex)
        }
    }

    mutating func signatures(_ name: String, _ signatures: [BlindSignature]) {
        self.name(name)
        array(signatures) { $0.signature($1) }
    }

    /// NUT-04, NUT-20, NUT-23 and NUT-25, which alone has no `state`; with what later releases of the specification add: `method`, and the amounts and the
    /// time by which a wallet recognises an answer that is older than another.
    mutating func quote(_ quote: MintQuote) {
        object { writer in
            writer.member("quote", quote.id)
            writer.member("request", quote.request)
            writer.member("method", quote.method.rawValue)
            writer.member("amount", quote.amount)
            writer.member("unit", quote.unit.name)
            if quote.method == .bolt11 { writer.member("state", quote.state.rawValue) }
            writer.member("expiry", quote.expiry)
            writer.member("pubkey", quote.publicKey?.hex)
            writer.member("amount_paid", quote.amountPaid)
            writer.member("amount_issued", quote.amountIssued)
            writer.member("updated_at", quote.updatedAt)
        }
    }

    /// NUT-05, NUT-08, NUT-23 and NUT-25. `change` only when there is some.
    mutating func quote(_ quote: MeltQuote) {
        object { writer in
            writer.member("quote", quote.id)
            writer.member("request", quote.request)
            writer.member("method", quote.method.rawValue)
            writer.member("amount", quote.amount)
            writer.member("unit", quote.unit.name)
            writer.member("fee_reserve", quote.feeReserve)
            writer.member("state", quote.state.rawValue)
            writer.member("expiry", quote.expiry)
            writer.member("payment_preimage", quote.preimage?.hex)
            if !quote.change.isEmpty { writer.signatures("change", quote.change) }
        }
    }
}
