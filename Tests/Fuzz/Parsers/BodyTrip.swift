#if DEBUG
    import Cashu
    import CashuCrypto
    import FuzzSupport
    import MintCore

    @testable import MintHTTP

    /// A body and how a wallet would write it again: what was read and written is read to the same.
    struct BodyTrip: Sendable {
        private static let limits = MintLimits()

        /// Whether the bytes are such a body.
        let run: @Sendable ([UInt8]) -> Bool

        init<Body>(
            _ name: String, read: @escaping @Sendable (inout JSONReader, MintLimits) throws(NUTError) -> Body,
            isSame: @escaping @Sendable (Body, Body) -> Bool = { _, _ in true },
            write: @escaping @Sendable (Body, inout JSONWriter) -> Void
        ) {
            let written = { @Sendable (body: Body) -> [UInt8] in
                var writer = JSONWriter()
                writer.object { write(body, &$0) }
                return writer.bytes
            }
            let parsed = { @Sendable (bytes: [UInt8]) throws(NUTError) -> Body in
                try JSONReader.read(bytes) { (reader) throws(NUTError) in try read(&reader, Self.limits) }
            }
            run = { bytes in
                let body: Body
                // Most inputs end here.
                do throws(NUTError) { body = try parsed(bytes) } catch {
                    require(error.detail.utf8.count < 256, "a refusal quotes nothing")
                    return false
                }
                let once = written(body)
                let again = require("\(name): what was written is read") { try parsed(once) }
                // Secrets show nothing but their length.
                require(
                    String(reflecting: again) == String(reflecting: body) && isSame(again, body),
                    "\(name): a body comes back as it was")
                require(written(again) == once, "\(name): a body has one form")
                return true
            }
        }

        static let all: [BodyTrip] = [
            BodyTrip("swap", read: SwapBody.init, isSame: { $0.inputs == $1.inputs }) { body, writer in
                writer.proofs("inputs", body.inputs)
                writer.messages("outputs", body.outputs)
            },
            BodyTrip("mint", read: MintBody.init) { body, writer in
                writer.member("quote", body.quote)
                writer.messages("outputs", body.outputs)
                writer.member("signature", body.signature?.bytes.hex)
            },
            BodyTrip("batch", read: MintBatchBody.init) { $0.order(.bolt11).write(to: &$1) },
            BodyTrip("melt", read: MeltBody.init, isSame: { $0.inputs == $1.inputs }) { body, writer in
                writer.member("quote", body.quote)
                writer.proofs("inputs", body.inputs)
                writer.messages("outputs", body.outputs)
                writer.member("prefer_async", body.prefersAsync)
            },
            BodyTrip("mint quote", read: MintQuoteBody.init) { body, writer in
                writer.member("amount", body.amount)
                writer.member("unit", body.unit.name)
                writer.member("description", body.description)
                writer.member("pubkey", body.publicKey?.hex)
            },
            BodyTrip("melt quote", read: MeltQuoteBody.init) { $0.write(to: &$1) },
            BodyTrip("check state", read: CheckStateBody.init) { body, writer in
                require(body.points.count <= limits.maximumStateChecks, "no more points than allowed")
                writer.name("Ys")
                writer.array(body.points) { $0.string($1.hex) }
            },
            BodyTrip("restore", read: RestoreBody.init) { $1.messages("outputs", $0.outputs) },
            BodyTrip("check quotes", read: MintQuoteCheckBody.init) { body, writer in
                require(body.quotes.count <= limits.maximumBatch, "no more quotes than allowed")
                writer.name("quotes")
                writer.array(body.quotes) { $0.string($1) }
            },
            BodyTrip("blind mint", read: BlindMintBody.init) { $1.messages("outputs", $0.outputs) },
        ]
    }
#endif
