internal import Cashu
internal import CashuCrypto
internal import MintCore

/// POST /v1/checkstate (NUT-07).
struct CheckStateBody {
    private enum Member: String { case points = "Ys" }

    let points: [PublicKey]

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        let limit = limits.maximumStateChecks
        let tooMany = NUTError(.maximumInputsExceeded, "more than \(limit) points")
        var points: [PublicKey]?
        try reader.object(Member.self) { (reader, _) throws(NUTError) in
            points = try reader.array(atMost: limit, orRefuse: tooMany) { (reader) throws(NUTError) in
                try reader.point("Y")
            }
        }
        self.points = try reader.required(points, "Ys")
    }
}

/// POST /v1/restore (NUT-09).
struct RestoreBody {
    private enum Member: String { case outputs }

    let outputs: [BlindedMessage]

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var outputs: [BlindedMessage]?
        try reader.object(Member.self) { (reader, _) throws(NUTError) in
            outputs = try reader.outputs(atMost: limits.maximumRestore)
        }
        self.outputs = try reader.required(outputs, "outputs")
    }
}

/// POST /v1/mint/quote/{method}/check (NUT-29).
struct MintQuoteCheckBody {
    private enum Member: String { case quotes }

    let quotes: [String]

    init(_ reader: inout JSONReader, _ limits: MintLimits) throws(NUTError) {
        var quotes: [String]?
        try reader.object(Member.self) { (reader, _) throws(NUTError) in quotes = try reader.quoteIDs(limits) }
        self.quotes = try reader.required(quotes, "quotes")
    }
}
