#if DEBUG
    import FuzzSupport
    import NIOCore

    @testable import WalletCore

    /// A token in any of its forms. The first byte says whether the rest is the text, the raw form, or what is inside:
    /// base64 would hide that from a fuzzer.
    struct TokenInput {
        private enum Form: UInt8, CaseIterable {
            case text, raw, version3, version4
        }

        private let form: Form?
        private let content: ByteBuffer

        init(_ input: ByteBuffer) {
            var input = input
            form = Form(rawValue: input.readByte() % UInt8(Form.allCases.count))
            content = input
        }

        func run() {
            guard let token = parsed() else { return }
            require(!token.coins.isEmpty && !token.mint.isEmpty, "a token has a mint and coins")
            require(token.coins.count <= content.readableBytes, "no coin comes from nothing")
            require(!token.mint.hasSuffix("/"), "a mint's URL has one spelling")
            let text = token.text
            let again = require("what was written is a token") { try Token(parsing: text) }
            require(again.text == text, "a token has one text")
            let raw = require("what was written raw is a token") { try Token(raw: token.raw) }
            require(raw == again, "both forms say the same")
            // Coins of one keyset stand together when they are written.
            require(
                again.mint == token.mint && again.unit == token.unit && again.memo == token.memo
                    && Self.counted(again) == Self.counted(token), "a token comes back as it was")
        }

        private func parsed() -> Token? {
            do throws(TokenError) {
                switch form {
                case .text, nil: return try content.text.map { (text) throws(TokenError) in try Token(parsing: text) }
                case .raw: return try Token(raw: content.allBytes)
                case .version3: return try Token(parsing: "cashuA" + Base64URL.encode(content.allBytes))
                case .version4: return try Token(parsing: "cashuB" + Base64URL.encode(content.allBytes))
                }
            } catch {
                require("\(error)".utf8.count < 256, "a refusal quotes nothing")
                return nil
            }
        }

        private static func counted(_ token: Token) -> [Token.Coin: Int] {
            Dictionary(token.coins.map { ($0, 1) }, uniquingKeysWith: +)
        }

        static func seeds() throws -> [ByteBuffer] {
            let texts = try Vectors().texts(beginning: "cashuA", "cashuB", "cashu:", atMost: 30)
            let inside = texts.compactMap { text -> ByteBuffer? in
                let form: Form = text.hasPrefix("cashuA") ? .version3 : .version4
                return Base64URL.decode(text.dropFirst("cashuA".count)).map {
                    ByteBuffer(choice: form.rawValue, bytes: $0)
                }
            }
            let raw = texts.compactMap { try? Token(parsing: $0).raw }
            return inside + texts.prefix(8).map { ByteBuffer(choice: Form.text.rawValue, $0) }
                + raw.prefix(4).map { ByteBuffer(choice: Form.raw.rawValue, bytes: $0) }
        }
    }
#endif
