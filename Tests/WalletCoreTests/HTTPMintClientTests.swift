import Cashu
import CashuCrypto
import Testing
import WalletCore

@Suite("A mint behind HTTP")
struct HTTPMintClientTests {
    private static func client(_ answers: HTTPStub.Answer...) throws -> (HTTPMintClient, HTTPStub) {
        let stub = try HTTPStub(answers)
        let url = try #require(MintURL(stub.url + "/"))
        return (HTTPMintClient(url), stub)
    }

    private static func error<Answer>(_ body: () async throws(MintClientError) -> Answer) async -> MintClientError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    private static let keyset = "009a1f293253e41e"
    private static let point = PublicKey.generator.hex

    @Test("is asked by the paths and bodies of the protocol")
    func requests() async throws {
        let quote = #"{"quote":"q/1","request":"lnbc1","unit":"sat","method":"bolt11","state":"PAID","expiry":null}"#
        let (client, stub) = try Self.client(
            .http("200 OK", quote), .http("200 OK", quote), .http("200 OK", #"{"signatures":[]}"#))
        let order = MintQuoteOrder(amount: 64, unit: .sat, description: nil, publicKey: .generator)
        #expect(try await client.createMintQuote(order).state == .paid)
        #expect(try await client.mintQuote("q/1 ä").id == "q/1")
        let id = try #require(KeysetID(hex: Self.keyset))
        let secret = try #require(Secret("[\"P2PK\",\"ü\"]"))
        let proof = Proof(amount: 1 << 63, keysetID: id, secret: secret, signature: .generator)
        let message = BlindedMessage(amount: 2, keysetID: id, point: .generator)
        #expect(try await client.swap(SwapRequest(inputs: [proof], outputs: [message])).isEmpty)

        let received = stub.received
        #expect(received[0].hasPrefix("POST /v1/mint/quote/bolt11 HTTP/1.1\r\n"))
        #expect(received[0].contains("\"pubkey\":\"\(Self.point)\"") && received[0].contains("\"amount\":64"))
        #expect(received[0].lowercased().contains("content-type: application/json"))
        #expect(received[1].hasPrefix("GET /v1/mint/quote/bolt11/q%2F1%20%C3%A4 HTTP/1.1\r\n"))
        #expect(received[2].hasPrefix("POST /v1/swap HTTP/1.1\r\n"))
        #expect(received[2].contains("\"amount\":9223372036854775808") && !received[2].contains("dleq"))
        #expect(received[2].contains("\"B_\":\"\(Self.point)\""))
    }

    @Test("is understood when it tells a quote's state in words, in amounts, or both")
    func quoteStates() async throws {
        let start = #"{"quote":"q","request":"lnbc1","unit":"sat","#
        let (client, _) = try Self.client(
            .http("200 OK", start + #""state":"ISSUED","pubkey":null}"#),
            .http("200 OK", start + #""amount_paid":5,"amount_issued":0,"updated_at":1,"method":"bolt11"}"#),
            .http("200 OK", start + #""amount_paid":5,"amount_issued":5}"#),
            .http("200 OK", start + #""amount_paid":0,"amount_issued":0,"state":"UNPAID"}"#))
        for state in [.issued, .paid, .issued, .unpaid] as [MintQuoteState] {
            #expect(try await client.mintQuote("q").state == state)
        }
    }

    @Test("that lists keysets this wallet cannot know hides none that it can")
    func keysets() async throws {
        let list = """
            {"keysets":[{"id":"I2yN+iRYfkzT","unit":"sat","active":false},
            {"id":"\(Self.keyset)","unit":"sat","active":true,"input_fee_ppk":null},
            {"id":"02\(String(repeating: "a", count: 64))","unit":"sat","active":true}]}
            """
        let (client, _) = try Self.client(.http("200 OK", list))
        let summaries = try await client.keysets()
        #expect(summaries.map(\.id.hex) == [Self.keyset] && summaries[0].inputFeePPK == 0)
    }

    @Test("restores and tells states in the words of the protocol")
    func restore() async throws {
        let signature = #"{"amount":2,"id":"\#(Self.keyset)","C_":"\#(Self.point)"}"#
        let (client, stub) = try Self.client(
            .http(
                "200 OK",
                #"{"outputs":[{"amount":0,"id":"x","B_":"\#(Self.point)"}],"signatures":[\#(signature)],"promises":[]}"#
            ),
            .http("200 OK", #"{"states":[{"Y":"\#(Self.point)","state":"SPENT","witness":null}]}"#))
        let answer = try await client.restore([])
        #expect(answer.points == [.generator] && answer.signatures.map(\.amount) == [2])
        #expect(try await client.states(of: [.generator]) == [CoinStateAnswer(point: .generator, state: .spent)])
        #expect(stub.received[1].hasSuffix(#"{"Ys":["\#(Self.point)"]}"#))
    }

    @Test("refuses with a number, of the table or another one")
    func refusals() async throws {
        let (client, _) = try Self.client(
            .http("400 Bad Request", #"{"detail":"Token already spent.","code":11001}"#),
            .http("404 Not Found", #"{"detail":"\u001b[31mgeneric","code":11000}"#))
        var refusals: [MintRefusal] = []
        for _ in 0..<2 {
            let error = await Self.error { () async throws(MintClientError) in try await client.keysets() }
            guard case .refused(let refusal)? = error else {
                Issue.record("not refused")
                return
            }
            #expect(error?.nothingWasDone == true)
            refusals.append(refusal)
        }
        #expect(refusals[0].code == .proofsAlreadySpent && refusals[0].detail == "Token already spent.")
        #expect(refusals[1].code == nil && refusals[1].number == 11_000 && refusals[1].status == 404)
        #expect(refusals[1].detail == " [31mgeneric")
    }

    @Test("whose answer has no number may stand behind a proxy that speaks for it: nothing is certain")
    func numberless() async throws {
        let bodies = [
            #"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, #"{"detail":"no"}"#,
            #"{"detail":"no","code":"11001"}"#, "<html>\u{1b}[31mnot found</html>", "",
        ]
        for body in bodies {
            let (client, _) = try Self.client(.http("408 Request Timeout", body))
            let error = await Self.error { () async throws(MintClientError) in try await client.keysets() }
            guard case .unintelligible(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(error?.nothingWasDone == false)
            #expect(reason.hasPrefix("HTTP status 408") && !reason.contains("\u{1b}"))
        }
    }

    @Test("that cannot work now has not said no")
    func unavailable() async throws {
        let (client, _) = try Self.client(.http("503 Service Unavailable", #"{"detail":"later","code":90006}"#))
        #expect(
            await Self.error { () async throws(MintClientError) in try await client.keysets() }
                == .unavailable(status: 503))
    }

    @Test("that answers with something else has not said no either")
    func unintelligible() async throws {
        let answers: [HTTPStub.Answer] = [
            .http("200 OK", "<html>"), .http("200 OK", #"{"keysets":{}}"#), .http("200 OK", #"{}"#),
            .http("302 Found", "", "Location: http://127.0.0.1:1/\r\n"),
            .http("200 OK", String(repeating: " ", count: 9_000_000)),
        ]
        for answer in answers {
            let (client, _) = try Self.client(answer)
            let error = await Self.error { () async throws(MintClientError) in try await client.keysets() }
            guard case .unintelligible? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test("that is not there was not reached; one that hangs up may have heard")
    func lost() async throws {
        let closed = try HTTPStub([.nothing])
        let url = try #require(MintURL(closed.url))
        let lost = await Self.error { () async throws(MintClientError) in try await HTTPMintClient(url).keysets() }
        guard case .answerLost? = lost else {
            Issue.record("\(String(describing: lost))")
            return
        }
        // Port 1 (tcpmux) is not served.
        let nowhere = try #require(MintURL("http://127.0.0.1:1"))
        let unreachable = await Self.error { () async throws(MintClientError) in
            try await HTTPMintClient(nowhere).keysets()
        }
        guard case .unreachable? = unreachable else {
            Issue.record("\(String(describing: unreachable))")
            return
        }
        #expect(unreachable?.nothingWasDone == true && lost?.nothingWasDone == false)
    }

    @Test(
        "has a URL of http or https with a host and nothing else",
        arguments: ["", "mint.test", "ftp://a", "http://", "http://u:p@a", "http://a?x=1", "http://a#x", "file:///etc"])
    func urls(_ text: String) {
        #expect(MintURL(text) == nil)
    }
}
