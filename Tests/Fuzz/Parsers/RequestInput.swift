#if DEBUG
    import FuzzSupport
    import Lightning
    import NIOCore

    @testable import WalletCore

    /// A payment request in any of its forms. The first byte says whether the rest is the text, or what is inside:
    /// neither base64 nor a checksum would let a fuzzer in.
    struct RequestInput {
        private enum Form: UInt8, CaseIterable {
            case text, cbor, fields, uri
        }

        private let form: Form?
        private let content: ByteBuffer

        init(_ input: ByteBuffer) {
            var input = input
            form = Form(rawValue: input.readByte() % UInt8(Form.allCases.count))
            content = input
        }

        func run() {
            guard let request = parsed() else { return }
            let text = request.textA
            if text.utf8.count <= PaymentRequest.maximumCharacters {
                let again = require("what was written is a request") { try PaymentRequest(parsing: text) }
                require(again == request, "a request comes back as it was")
            }
            // Not every request can be written so.
            guard let short = try? request.textB(), short.utf8.count <= PaymentRequest.maximumCharacters else {
                return require(form != .fields, "what was read of numbered fields can be written in them")
            }
            let again = require("what was written in capitals is a request") { try PaymentRequest(parsing: short) }
            let twice = require("what was read of fields can be written") { try again.textB() }
            require(twice == short, "it has one text")
            if form == .fields { require(again == request, "a request of fields comes back as it was") }
        }

        private func parsed() -> PaymentRequest? {
            do throws(PaymentRequestError) {
                switch form {
                case .text, nil:
                    return try content.text.map { (text) throws(PaymentRequestError) in
                        try PaymentRequest(parsing: text)
                    }
                case .uri:
                    return try content.text.map { (text) throws(PaymentRequestError) in
                        try PaymentRequest(parsing: "bitcoin:" + text)
                    }
                case .cbor:
                    return try PaymentRequest(parsing: PaymentRequest.prefixA + Base64URL.encode(content.allBytes))
                case .fields:
                    return try PaymentRequest(
                        parsing: Bech32.encode(
                            prefix: PaymentRequest.prefixB, words: FiveBitWords.words(content.allBytes), .bech32m))
                }
            } catch {
                require("\(error)".utf8.count < 256, "a refusal quotes nothing")
                return nil
            }
        }

        static func seeds() throws -> [ByteBuffer] {
            let vectors = try Vectors()
            let lower = vectors.texts(beginning: "creqA")
            let upper = vectors.texts(beginning: "CREQB1", "creqb1")
            let cbor = lower.compactMap { Base64URL.decode($0.dropFirst(PaymentRequest.prefixA.count)) }
            let fields = upper.compactMap { text in
                (try? Bech32.decode(text, maximumCharacters: PaymentRequest.maximumCharacters, .bech32m))
                    .flatMap { FiveBitWords.bytes($0.words) }
            }
            return cbor.map { ByteBuffer(choice: Form.cbor.rawValue, bytes: $0) }
                + fields.map { ByteBuffer(choice: Form.fields.rawValue, bytes: $0) }
                + (lower.prefix(3) + upper.prefix(3)).map { ByteBuffer(choice: Form.text.rawValue, $0) }
                + upper.prefix(2).map { ByteBuffer(choice: Form.uri.rawValue, "?amount=1&CREQ=\($0)") }
        }
    }
#endif
