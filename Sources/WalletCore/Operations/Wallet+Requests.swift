package import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import FoundationEssentials
internal import FoundationNetworking

extension Wallet {
    package enum RequestPayment: Sendable {
        /// The payee's server took it.
        case delivered(Token, to: String)
        /// The request names no way: the user hands it over.
        case inHand(Token)
    }

    /// Pays a request (NUT-18) with coins of this mint. A token that could not be delivered counts as sent, like any
    /// other: `reclaim` takes it back, unless it is locked.
    ///
    /// - Parameters:
    ///   - amount: where the request leaves it open.
    ///   - unit: where the request names none.
    package func pay(
        _ request: PaymentRequest, amount: UInt64?, _ unit: CurrencyUnit
    ) async throws(WalletError) -> RequestPayment {
        let urls = request.mints.compactMap { MintURL($0) }
        guard request.mints.isEmpty || urls.contains(url) else { throw .requestForOtherMint(request.mints) }
        guard let due = request.amount ?? amount, amount == nil || amount == due else { throw .unusableAmount }
        // Which way it can go is settled before any money is.
        let target = try Self.target(request.transports)
        let token = try await send(due, request.unit ?? unit, lock: request.lock)
        guard let target else { return .inHand(token) }
        let payload = PaymentPayload(id: request.id, token: token)
        do throws(MintClientError) {
            try await payload.deliver(to: target)
        } catch {
            throw .undelivered(error)
        }
        return .delivered(token, to: target.absoluteString)
    }

    /// The first way that this wallet can go; `nil` when none is asked for.
    private static func target(_ transports: [PaymentRequest.Transport]) throws(WalletError) -> URL? {
        guard !transports.isEmpty else { return nil }
        for transport in transports where transport.type == PaymentRequest.Transport.post {
            if let url = URL(string: transport.target), ["http", "https"].contains(url.scheme), url.host() != nil {
                return url
            }
        }
        throw .noTransport(transports.map(\.type))
    }
}

/// What a payee's server gets (NUT-18).
private struct PaymentPayload: Encodable {
    private static let seconds = 60.0

    private struct Link: Encodable {
        let e: String
        let s: String
        let r: String
    }

    private struct Entry: Encodable {
        private enum CodingKeys: String, CodingKey {
            case amount, id, secret, dleq, witness
            case signature = "C"
            case ephemeralKey = "p2pk_e"
        }

        let amount: UInt64
        let id: String
        let secret: String
        let signature: String
        let dleq: Link?
        let witness: String?
        let ephemeralKey: String?
    }

    private let id: String?
    private let memo: String?
    private let mint: String
    private let unit: String
    private let proofs: [Entry]

    init(id: String?, token: Token) {
        self.id = id
        memo = token.memo
        mint = token.mint
        unit = token.unit.name
        proofs = token.coins.map { coin in
            Entry(
                amount: coin.amount, id: Hex.encode(coin.keysetID.bytes), secret: coin.secret.text,
                signature: coin.signature.hex,
                dleq: coin.link.map { Link(e: $0.proof.e.hex, s: $0.proof.s.hex, r: $0.r.bytes.hex) },
                witness: coin.witness, ephemeralKey: coin.ephemeralKey?.hex)
        }
    }

    func deliver(to url: URL) async throws(MintClientError) {
        var request = URLRequest(
            url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: Self.seconds)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        do {
            request.httpBody = try JSONEncoder().encode(self)
        } catch {
            preconditionFailure("texts and numbers are JSON: \(error)")
        }
        let answer = try await HTTPTransport().send(request)
        guard (200..<300).contains(answer.status) else {
            throw .unintelligible("HTTP status \(answer.status)")
        }
    }
}
