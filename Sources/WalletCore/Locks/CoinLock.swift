package import Cashu
internal import CashuCrypto
internal import FoundationEssentials

/// A spending condition as it stands in a coin's secret, `["<kind>", {"nonce", "data", "tags"}]` (NUT-10), without its
/// nonce.
package struct CoinLock: Sendable, Hashable {
    /// NUT-11.
    package static let publicKeys = "P2PK"
    /// NUT-14.
    package static let hash = "HTLC"

    package let kind: String
    package let data: String
    /// Each with its name first.
    package let tags: [[String]]

    package init(kind: String, data: String, tags: [[String]] = []) {
        self.kind = kind
        self.data = data
        self.tags = tags
    }

    /// `nil` for an ordinary secret, and for one whose kind this wallet cannot satisfy anyway.
    package init?(_ secret: Secret) {
        guard secret.bytes.first == UInt8(ascii: "["),
            let document = try? JSONDecoder().decode(Document.self, from: Data(secret.bytes)),
            [Self.publicKeys, Self.hash].contains(document.kind)
        else { return nil }
        self.init(kind: document.kind, data: document.body.data, tags: document.body.tags ?? [])
    }

    /// A secret of its own for every coin: the nonce is random. `nil` when it would be longer than mints accept.
    package func secret() -> Secret? {
        let body = Document.Body(nonce: FixedBytes<32>.random().hex, data: data, tags: tags.isEmpty ? nil : tags)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Secret(String(decoding: try encoder.encode(Document(kind: kind, body: body)), as: UTF8.self))
        } catch {
            preconditionFailure("texts are JSON: \(error)")
        }
    }

    /// The values of a tag; `nil` when it is missing.
    func values(_ name: String) -> ArraySlice<String>? { tags.first { $0.first == name }?.dropFirst() }
}

extension CoinLock {
    private struct Document: Codable {
        struct Body: Codable {
            let nonce: String
            let data: String
            let tags: [[String]]?
        }

        let kind: String
        let body: Body

        init(kind: String, body: Body) {
            self.kind = kind
            self.body = body
        }

        init(from decoder: any Decoder) throws {
            var parts = try decoder.unkeyedContainer()
            kind = try parts.decode(String.self)
            body = try parts.decode(Body.self)
        }

        func encode(to encoder: any Encoder) throws {
            var parts = encoder.unkeyedContainer()
            try parts.encode(kind)
            try parts.encode(body)
        }
    }
}
