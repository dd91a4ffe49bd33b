internal import Cashu
internal import CashuCrypto

/// What makes two requests the same one: SHA-256 over everything they do with money. A request that was served is
/// answered again with what is in the database (NUT-19, without a time limit), whichever process is asked.
///
/// Witnesses, signatures of requests and the DLEQ proofs of inputs are not part of it: they say why a request may be
/// served, and not what it does. Whoever repeats a request without them learns what NUT-09 tells everybody.
struct RequestDigest: Sendable, Equatable {
    let bytes: FixedBytes<32>

    /// The id of the one operation that serves this request; for swaps and mints, of which each takes place once. An
    /// attempt to melt has an id of its own: after a failure the same request is a new order to pay.
    var operation: OperationID { OperationID(digest: bytes) }

    /// NUT-03.
    static func swap(inputs: [Proof], outputs: [BlindedMessage]) -> RequestDigest {
        var writer = Writer("swap")
        writer.add(inputs)
        writer.add(outputs)
        return writer.digest
    }

    /// NUT-04 and NUT-29. What a quote for an invoice is charged follows from the quote; of one for an offer the request
    /// says it.
    /// - Parameter amounts: of a batch of quotes for offers, one for each.
    static func mint(quotes: [String], amounts: [UInt64] = [], outputs: [BlindedMessage]) -> RequestDigest {
        var writer = Writer(amounts.isEmpty ? "mint" : "mint amounts")
        writer.add(UInt64(quotes.count))
        for quote in quotes { writer.add(Array(quote.utf8)) }
        if !amounts.isEmpty {
            writer.add(UInt64(amounts.count))
            for amount in amounts { writer.add(amount) }
        }
        writer.add(outputs)
        return writer.digest
    }

    /// NUT-05.
    static func melt(quote: String, inputs: [Proof], outputs: [BlindedMessage]) -> RequestDigest {
        var writer = Writer("melt")
        writer.add(Array(quote.utf8))
        writer.add(inputs)
        // What a blank output says about its amount means nothing.
        writer.add(outputs.map { BlindedMessage(amount: 0, keysetID: $0.keysetID, point: $0.point) })
        return writer.digest
    }

    /// NUT-22.
    static func tokens(_ outputs: [BlindedMessage]) -> RequestDigest {
        var writer = Writer("auth")
        writer.add(outputs)
        return writer.digest
    }

    /// Every part with its length before it, so that no two requests are written alike.
    private struct Writer {
        private var hash = SHA256()

        init(_ kind: String) { add(Array("Cashu_request_\(kind)".utf8)) }

        var digest: RequestDigest { RequestDigest(bytes: hash.finish()) }

        mutating func add(_ number: UInt64) {
            hash.update(FixedBytes<8> { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) })
        }

        mutating func add(_ bytes: [UInt8]) {
            add(UInt64(bytes.count))
            hash.update(bytes)
        }

        mutating func add(_ inputs: [Proof]) {
            add(UInt64(inputs.count))
            for input in inputs {
                add(input.amount)
                add(input.keysetID.bytes)
                add(input.secret.bytes)
                hash.update(input.signature.bytes)
            }
        }

        mutating func add(_ outputs: [BlindedMessage]) {
            add(UInt64(outputs.count))
            for output in outputs {
                add(output.amount)
                add(output.keysetID.bytes)
                hash.update(output.point.bytes)
            }
        }
    }
}
