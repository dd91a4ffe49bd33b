import Testing
import WalletCore

@Suite("A wallet that waits for its invoice to be paid")
struct WalletWatchTests {
    private func client(_ mint: ServedMint, _ path: String = "") throws -> HTTPMintClient {
        HTTPMintClient(try #require(MintURL("http://127.0.0.1:\(mint.port)\(path)")))
    }

    @Test("hears of it by WebSocket, also when it was paid before, and gives up when its time is over")
    func hears() async throws {
        let mint = try await ServedMint(TestMint(paysItself: false))
        let client = try client(mint)
        let information = try await client.information()
        #expect(information.tellsMintQuotes)
        let quote = try await mint.test.mintQuote(8)
        let early = try await client.awaitPayment(ofMintQuote: quote, within: .milliseconds(50))
        #expect(!early)
        async let waiting = client.awaitPayment(ofMintQuote: quote, within: .seconds(30))
        mint.test.payInvoices()
        let told = try await waiting
        #expect(told)
        let late = try await client.awaitPayment(ofMintQuote: quote, within: .seconds(30))
        #expect(late)
        let unknown = String(repeating: "ab", count: 16)
        let silent = try await client.awaitPayment(ofMintQuote: unknown, within: .milliseconds(50))
        #expect(!silent)
    }

    @Test("is told when there is no WebSocket, and when the mint goes away in the meantime")
    func ends() async throws {
        let mint = try await ServedMint(TestMint(paysItself: false))
        let elsewhere = try client(mint, "/elsewhere")
        await #expect(throws: MintClientError.unintelligible("no WebSocket")) {
            try await elsewhere.awaitPayment(ofMintQuote: "q", within: .seconds(30))
        }
        let quote = try await mint.test.mintQuote(8)
        let client = try client(mint)
        let waiting = Task { try await client.awaitPayment(ofMintQuote: quote, within: .seconds(600)) }
        try await mint.shutDown()
        await #expect(throws: MintClientError.self) { try await waiting.value }
        await #expect(throws: MintClientError.self) {
            try await client.awaitPayment(ofMintQuote: quote, within: .seconds(600))
        }
    }
}
