internal import CashuCrypto
internal import FoundationEssentials

/// What of `GET /v1/info` tells one mint from another.
struct MintAnswer: Decodable, Equatable {
    /// `nil` until the mint has met its signatory.
    let pubkey: String?

    /// `nil` for what is no answer of a mint.
    init?(_ answer: WebLook.Answer) {
        guard answer.status == 200, let read = try? JSONDecoder().decode(Self.self, from: Data(answer.body)) else {
            return nil
        }
        // Only a key is ever shown.
        guard read.pubkey.map({ PublicKey(hex: $0) != nil }) ?? true else { return nil }
        self = read
    }
}
