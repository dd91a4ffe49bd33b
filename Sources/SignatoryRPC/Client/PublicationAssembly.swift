internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// Puts publications together from their events: Begin, the keysets unless this end has them, End.
struct PublicationAssembly {
    private enum Phase {
        case idle
        case collecting(PublicationBegin, [Keyset])
        /// The sender repeats the publication that this end has.
        case repeating(PublicationBegin)
    }

    enum Outcome {
        /// More events belong to it.
        case incomplete
        case unchanged
        case published(KeysetPublication)
    }

    /// Of the handshake; a publication of another one is refused.
    private let identity: PublicKey
    private(set) var have: PublicationMark?
    private var phase = Phase.idle

    init(identity: PublicKey, have: PublicationMark?) {
        self.identity = identity
        self.have = have
    }

    mutating func receive(_ payload: ByteBuffer) throws(SignatoryError) -> Outcome {
        switch phase {
        case .idle:
            try begin(PublicationBegin(payload: payload))
            return .incomplete
        case .collecting(let begin, var keysets) where keysets.count < begin.count:
            phase = .idle
            let next = try PositionedKeyset(payload: payload)
            guard next.generation == begin.mark.generation, Int(next.position) == keysets.count else {
                throw SignatoryError(.invalidArgument, "a keyset of another publication or out of order")
            }
            keysets.append(next.keyset)
            phase = .collecting(begin, keysets)
            return .incomplete
        case .collecting(let begin, let keysets):
            let publication = try end(PublicationEnd(payload: payload), begin, keysets)
            phase = .idle
            have = begin.mark
            return .published(publication)
        case .repeating(let begin):
            let end = try PublicationEnd(payload: payload)
            guard end.generation == begin.mark.generation else {
                throw SignatoryError(.invalidArgument, "the end of another publication")
            }
            phase = .idle
            return .unchanged
        }
    }

    private mutating func begin(_ begin: PublicationBegin) throws(SignatoryError) {
        guard begin.identity == identity else {
            throw SignatoryError(.unauthorized, "a publication of another identity")
        }
        phase = begin.mark == have ? .repeating(begin) : .collecting(begin, [])
    }

    private func end(
        _ end: PublicationEnd, _ begin: PublicationBegin, _ keysets: [Keyset]
    ) throws(SignatoryError) -> KeysetPublication {
        guard end.generation == begin.mark.generation else {
            throw SignatoryError(.invalidArgument, "the end of another publication")
        }
        let publication = KeysetPublication(
            generation: begin.mark.generation, identity: begin.identity, keysets: keysets, digest: begin.mark.digest,
            signature: end.signature)
        guard publication.isAuthentic else {
            throw SignatoryError(.invalidArgument, "the digest or the signature of a publication is wrong")
        }
        return publication
    }
}
