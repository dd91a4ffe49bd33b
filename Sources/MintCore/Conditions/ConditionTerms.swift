internal import Cashu

/// What a secret of NUT-10 says, `["<kind>", {"nonce", "data", "tags"}]`, without its nonce; texts are bytes. Inputs
/// that are signed together (SIG_ALL) must agree in it.
struct ConditionTerms: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        /// NUT-11.
        case publicKeys = "P2PK"
        /// NUT-14.
        case hashLock = "HTLC"
    }

    let kind: Kind
    let data: [UInt8]
    /// Each with its name first. No tag and no text is empty.
    let tags: [[[UInt8]]]

    /// `nil` for an ordinary secret: one that is no JSON array which begins with a kind this mint knows. That the kind
    /// is known makes it a condition, and a fault in what follows makes the proof unspendable and never free.
    init?(_ secret: Secret) throws(NUTError) {
        guard Self.mayStand(in: secret), let kind = Self.kind(of: secret) else { return nil }
        guard let parts = JSONValue(document: secret.bytes)?.elements, parts.count == 2 else {
            throw .malformedCondition("not an array of a kind and an object in strict JSON")
        }
        guard parts[1]["nonce"]?.text != nil, let data = parts[1]["data"]?.text else {
            throw .malformedCondition("nonce or data is missing or is no string")
        }
        self.kind = kind
        self.data = data
        tags = try Self.tags(parts[1]["tags"])
    }

    /// Whether the secret begins as a JSON array; most are hex digits and do not.
    static func mayStand(in secret: Secret) -> Bool {
        var reader = StrictJSON(secret.bytes)
        return reader.next() == UInt8(ascii: "[")
    }

    private static func kind(of secret: Secret) -> Kind? {
        var reader = StrictJSON(secret.bytes)
        guard reader.takes(UInt8(ascii: "[")), let name = try? reader.text() else { return nil }
        return Kind.allCases.first { name.elementsEqual($0.rawValue.utf8) }
    }

    private static func tags(_ value: JSONValue?) throws(NUTError) -> [[[UInt8]]] {
        guard let value else { return [] }
        let tags = value.elements?.map { tag in tag.elements?.map { $0.text ?? [] } ?? [] }
        guard let tags, tags.allSatisfy({ !$0.isEmpty && $0.allSatisfy { !$0.isEmpty } }) else {
            throw .malformedCondition("tags are not arrays of strings that are not empty")
        }
        return tags
    }
}

extension NUTError {
    static func malformedCondition(_ problem: String) -> NUTError {
        NUTError(.proofVerificationFailed, "the spending condition of an input is malformed: \(problem)")
    }

    static func unmetCondition(_ problem: String) -> NUTError {
        NUTError(.proofVerificationFailed, "the spending condition of an input is not met: \(problem)")
    }
}
