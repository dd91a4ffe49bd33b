import FuzzSupport

/// Fuzzes what wallets and payers send: to the mint, and to each other.
@main
struct ParserFuzzer {
    static func main() throws {
        #if DEBUG
            try Fuzzer.main([
                Subject("bodies", seeds: BodyInput.seeds) { BodyInput($0).run() },
                Subject("websocket", seeds: WebSocketInput.seeds) { WebSocketInput($0).run() },
                Subject("secrets", seeds: SecretInput.seeds) { SecretInput($0).run() },
                Subject("witnesses", seeds: WitnessInput.seeds) { WitnessInput($0).run() },
                Subject("tokens", seeds: TokenInput.seeds) { TokenInput($0).run() },
                Subject("requests", seeds: RequestInput.seeds) { RequestInput($0).run() },
                Subject("bolt11", seeds: Bolt11Input.seeds) { Bolt11Input($0).run() },
                Subject("bolt12", seeds: Bolt12Input.seeds) { Bolt12Input($0).run() },
            ])
        #else
            Fuzzer.refuse()
        #endif
    }
}
