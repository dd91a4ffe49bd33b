internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import MintCore
internal import MintStore

// POST.
extension MintResponder {
    func act(_ route: Route, _ body: [UInt8], headers: HTTPFields) async throws(MintFailure) -> Answer {
        switch route {
        case .swap:
            let body = try decode(body, SwapBody.init)
            return promises(try await mint.swap(inputs: body.inputs, outputs: body.outputs))
        case .mintQuotes(let method):
            let body = try decode(body, MintQuoteBody.init)
            let quote = try await mint.createMintQuote(
                MintQuoteOrder(
                    method: method, unit: body.unit, amount: body.amount, description: body.description,
                    publicKey: body.publicKey))
            return Answer { $0.quote(quote) }
        case .mintQuoteChecks(let method):
            let quotes = try await mint.mintQuotes(decode(body, MintQuoteCheckBody.init).quotes, method: method)
            return Answer { writer in writer.array(quotes) { $0.quote($1) } }
        case .mintBatch(let method):
            return promises(try await mint.mint(decode(body, MintBatchBody.init).order(method)))
        case .mint(let method):
            let body = try decode(body, MintBody.init)
            return promises(
                try await mint.mint(
                    quote: body.quote, outputs: body.outputs, signature: body.signature, method: method))
        case .meltQuotes(let method):
            let body = try decode(body, MeltQuoteBody.init)
            let quote = try await mint.createMeltQuote(
                MeltQuoteOrder(
                    method: method, unit: body.unit, request: body.request, amountMsat: body.amountMsat,
                    partMsat: body.partMsat))
            return Answer { $0.quote(quote) }
        case .melt(let method): return try await melt(body, headers, method)
        case .checkState: return states(try await mint.states(of: decode(body, CheckStateBody.init).points))
        case .restore: return restored(try await mint.restore(decode(body, RestoreBody.init).outputs))
        case .blindMint: preconditionFailure("\(route.template) is for users")
        case .keys, .keysetKeys, .keysets, .information, .mintQuote, .meltQuote, .subscriptions, .blindKeys,
            .blindKeysetKeys, .blindKeysets, .health, .ready:
            preconditionFailure("\(route.template) is a GET")
        }
    }

    /// - Parameter isRepetition: whether this very request was taken on before.
    func melt(
        _ bytes: [UInt8], _ headers: HTTPFields, _ method: PaymentMethod, isRepetition: Bool = false
    ) async throws(MintFailure) -> Answer {
        let body = try decode(bytes, MeltBody.init)
        let quote = try await mint.melt(
            quote: body.quote, inputs: body.inputs, outputs: body.outputs,
            prefersAsync: body.prefersAsync || headers.preferAsync, isRepetition: isRepetition,
            method: method)
        var answer = Answer { $0.quote(quote) }
        // RFC 7240 §3, so that whoever asked by the header knows that it was not in vain.
        if headers.preferAsync { answer.headers[.preferenceApplied] = HTTPFields.respondAsync }
        return answer
    }

    func decode<Body>(
        _ bytes: [UInt8], _ read: (inout JSONReader, MintLimits) throws(NUTError) -> Body
    ) throws(MintFailure) -> Body {
        do throws(NUTError) {
            return try JSONReader.read(bytes) { (reader) throws(NUTError) in
                try read(&reader, mint.settings.limits)
            }
        } catch {
            throw .refused(error)
        }
    }

    func promises(_ signatures: [BlindSignature]) -> Answer {
        Answer { writer in writer.object { $0.signatures("signatures", signatures) } }
    }

    /// NUT-07.
    private func states(_ states: [ProofStateAnswer]) -> Answer {
        Answer { writer in
            writer.object { writer in
                writer.name("states")
                writer.array(states) { $0.state($1) }
            }
        }
    }

    /// NUT-09: two lists of one length, in the order asked.
    private func restored(_ signed: [SignedOutput]) -> Answer {
        Answer { writer in
            writer.object { writer in
                writer.name("outputs")
                writer.array(signed) { $0.message($1.message) }
                writer.signatures("signatures", signed.map(\.answer))
            }
        }
    }
}
