import Cashu
import CashuCrypto
import TestSupport
import Testing
import WalletCore

@Suite("Payment requests of the vectors")
struct PaymentRequestVectorTests {
    struct Content: Decodable {
        struct Transport: Decodable {
            let t: String
            let a: String
            let g: [[String]]?
        }
        struct Lock: Decodable {
            let k: String
            let d: String
            let t: [[String]]?
        }
        let i: String?
        let a: UInt64?
        let u: String?
        let s: Bool?
        let m: [String]?
        let d: String?
        let t: [Transport]?
        let nut10: Lock?

        var request: PaymentRequest {
            PaymentRequest(
                id: i, amount: a, unit: u.flatMap { CurrencyUnit($0) }, isSingleUse: s, mints: m ?? [],
                description: d, transports: (t ?? []).map { .init(type: $0.t, target: $0.a, tags: $0.g ?? []) },
                lock: nut10.map { .init(kind: $0.k, data: $0.d, tags: $0.t ?? []) })
        }
    }

    struct Case: Decodable {
        let name: String
        let request: Content
        let encoded: String
        /// What the text holds where that differs from `request`.
        let decoded: Content?
    }

    @Test("of NUT-18, creqA: six are read as they are meant, and written as the reference wallet writes them")
    func version18() throws {
        var vectors = try VectorFile("nut18")
        #expect(vectors.counts == ["requests": 6])
        // These two hold `undefined`, which is read and not written.
        let holdsUndefined: Set = ["complete-payment-request", "http-transport-payment-request"]
        try vectors.each("requests", as: Case.self) { vector in
            let request = try PaymentRequest(parsing: vector.encoded)
            #expect(request == (vector.decoded ?? vector.request).request, "\(vector.name)")
            let isSame = request.textA == vector.encoded.prefix { $0 != "=" }
            #expect(isSame != holdsUndefined.contains(vector.name), "\(vector.name)")
            #expect(try PaymentRequest(parsing: request.textA) == request, "\(vector.name)")
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of NUT-26, creqB: sixteen are read in either case, and written byte for byte")
    func version26() throws {
        var vectors = try VectorFile("nut26")
        #expect(vectors.counts == ["requests": 16])
        try vectors.each("requests", as: Case.self) { vector in
            let request = try PaymentRequest(parsing: vector.encoded)
            #expect(request == (vector.decoded ?? vector.request).request, "\(vector.name)")
            #expect(try PaymentRequest(parsing: vector.encoded.lowercased()) == request, "\(vector.name)")
            #expect(try vector.request.request.textB() == vector.encoded, "\(vector.name)")
            #expect(try PaymentRequest(parsing: request.textA) == request, "\(vector.name)")
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("of the specification's text, and inside bitcoin: URIs")
    func examples() throws {
        struct Example: Decodable {
            let source: String
            let name: String
            let request: Content?
            let encoded: String?
            let uri: String?
            let creq: String?
            let creq_valid: Bool?
        }
        let all = try VectorFile("spec-examples").value("examples", as: [Example].self)
        let named = all.filter { ["18.md", "26.md"].contains($0.source) }
        let uris = (1...3).map { "bip321-uri-\($0)" }
        #expect(named.map(\.name).sorted() == uris + ["creqA-example", "creqB-example"])
        for example in named {
            if let text = example.encoded, let content = example.request {
                #expect(try PaymentRequest(parsing: text) == content.request, "\(example.name)")
            } else {
                let uri = try #require(example.uri)
                let creq = try #require(example.creq)
                guard example.creq_valid == true else {
                    #expect(throws: PaymentRequestError.self, "\(example.name)") { try PaymentRequest(parsing: uri) }
                    continue
                }
                #expect(try PaymentRequest(parsing: uri) == PaymentRequest(parsing: creq), "\(example.name)")
            }
        }
    }
}
