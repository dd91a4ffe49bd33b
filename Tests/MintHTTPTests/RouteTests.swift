import Cashu
import Testing

@testable import MintHTTP

@Suite("A path")
struct RouteTests {
    @Test("leads to its route")
    func known() throws {
        let routes: [(String, Route)] = [
            ("/v1/keys", .keys), ("/v1/keys/00ab", .keysetKeys(id: "00ab")), ("/v1/keysets", .keysets),
            ("/v1/info", .information), ("/v1/swap", .swap), ("/v1/checkstate", .checkState), ("/v1/restore", .restore),
            ("/v1/mint/quote/bolt11", .mintQuotes(.bolt11)),
            ("/v1/mint/quote/bolt11/q-1", .mintQuote(.bolt11, id: "q-1")),
            ("/v1/mint/bolt11", .mint(.bolt11)), ("/v1/mint/bolt11/batch", .mintBatch(.bolt11)),
            ("/v1/mint/quote/bolt11/check", .mintQuoteChecks(.bolt11)),
            ("/v1/melt/quote/bolt11/check", .meltQuote(.bolt11, id: "check")),
            ("/v1/melt/quote/bolt11", .meltQuotes(.bolt11)), ("/v1/mint/quote/bolt12", .mintQuotes(.bolt12)),
            ("/v1/mint/bolt12", .mint(.bolt12)), ("/v1/mint/bolt12/batch", .mintBatch(.bolt12)),
            ("/v1/mint/quote/bolt12/check", .mintQuoteChecks(.bolt12)), ("/v1/melt/bolt12", .melt(.bolt12)),
            ("/v1/melt/quote/bolt12/q-1", .meltQuote(.bolt12, id: "q-1")),
            ("/v1/melt/quote/bolt11/q-1", .meltQuote(.bolt11, id: "q-1")), ("/v1/melt/bolt11", .melt(.bolt11)),
            ("/health", .health),
            ("/ready", .ready), ("/v1/auth/blind/keys", .blindKeys),
            ("/v1/auth/blind/keys/00ab", .blindKeysetKeys(id: "00ab")),
            ("/v1/auth/blind/keysets", .blindKeysets), ("/v1/auth/blind/mint", .blindMint),
        ]
        for (path, route) in routes { #expect(try Route(path: path) == route, "\(path)") }
    }

    @Test(
        "that leads nowhere says so",
        arguments: [
            "", "/", "/v1", "/v1/", "/v2/keys", "/v1/Keys", "/v1/keys/a/b", "/v1/swap/", "//v1/swap", "/v1/mint",
            "/v1/mint/", "/v1/mint/quote", "/v1/mint/quote/", "/v1/mint/bolt11/batches", "/v1/mint/quote/bolt11/a/b",
            "/v1/melt/bolt11/x", "/v1/melt/bolt11/batch", "/v1/mint/quote/batch",
            "/v1/mint/bolt13", "/v1/mint/quote/BOLT12", "/v1/melt/quote/onchain/q", "/v1/ws/",
            "/health/x", "/v1/auth/blind", "/v1/auth/blind/keys/a/b", "*",
        ])
    func unknown(path: String) {
        let error = #expect(throws: NUTError.self) { try Route(path: path) }
        #expect(error?.code == .routeUnknown)
    }

    @Test("with too long a quote id leads to no quote")
    func longQuote() {
        let error = #expect(throws: NUTError.self) {
            try Route(path: "/v1/mint/quote/bolt11/" + String(repeating: "a", count: 129))
        }
        #expect(error?.code == .quoteUnknown)
    }

    @Test("is logged without the id of a quote")
    func template() {
        #expect(Route.mintQuote(.bolt11, id: "secret").template == "/v1/mint/quote/bolt11/{id}")
        #expect(Route.meltQuote(.bolt11, id: "secret").template == "/v1/melt/quote/bolt11/{id}")
    }
}
