internal import Cashu
internal import CashuCrypto
internal import MintCore
internal import MintStore

extension JSONWriter {
    /// The answer to both commands.
    mutating func accepted(_ id: RPCID, subscription: String) {
        object { writer in
            writer.member("jsonrpc", "2.0")
            writer.name("result")
            writer.object { writer in
                writer.member("status", "OK")
                writer.member("subId", subscription)
            }
            writer.id(id)
        }
    }

    mutating func refused(_ refusal: RPCRequest.Refusal) {
        object { writer in
            writer.member("jsonrpc", "2.0")
            writer.name("error")
            writer.object { writer in
                writer.name("code")
                writer.literal(String(refusal.error.code))
                writer.member("message", refusal.error.message)
            }
            writer.id(refusal.id)
        }
    }

    /// How one subject of a subscription stands.
    mutating func notification(_ subscription: String, _ standing: Standing) {
        object { writer in
            writer.member("jsonrpc", "2.0")
            writer.member("method", "subscribe")
            writer.name("params")
            writer.object { writer in
                writer.member("subId", subscription)
                writer.name("payload")
                switch standing {
                case .mintQuote(let quote): writer.quote(quote)
                case .meltQuote(let quote): writer.quote(quote)
                case .proof(let answer): writer.state(answer)
                }
            }
        }
    }

    /// NUT-07.
    mutating func state(_ answer: ProofStateAnswer) {
        object { writer in
            writer.member("Y", answer.y.hex)
            writer.member("state", answer.state.rawValue)
            writer.member("witness", answer.witness)
        }
    }

    /// NUT-06.
    mutating func subscriptions(_ methods: [PaymentMethod], _ units: [CurrencyUnit]) {
        name("supported")
        array(methods.flatMap { method in units.map { (method: method, unit: $0) } }) { writer, pair in
            writer.object { writer in
                writer.member("method", pair.method.rawValue)
                writer.member("unit", pair.unit.name)
                writer.name("commands")
                writer.array(SubscriptionKind.allCases.filter { $0.method ?? pair.method == pair.method }) {
                    $0.string($1.rawValue)
                }
            }
        }
    }

    private mutating func id(_ id: RPCID?) {
        name("id")
        switch id {
        case .number(let digits): literal(digits)
        case .string(let text): string(text)
        case nil: null()
        }
    }
}
