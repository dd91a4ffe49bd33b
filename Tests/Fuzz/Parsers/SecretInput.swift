#if DEBUG
    import Cashu
    import CashuCrypto
    import Foundation
    import FuzzSupport
    import MintHTTP
    import NIOCore

    @testable import MintCore

    /// The secret of an input, which may be a spending condition (NUT-10).
    struct SecretInput {
        private let secret: Secret?

        init(_ input: ByteBuffer) { secret = input.text.flatMap { Secret($0) } }

        func run() {
            guard let secret else { return }
            let condition: SpendingCondition?
            do throws(NUTError) { condition = try SpendingCondition(secret) } catch {
                require(error.detail.utf8.count < 256, "a refusal quotes nothing")
                require(!Self.isSpendable(secret, at: .max), "a malformed condition is never met")
                return
            }
            guard let condition else {
                require(!Self.isConditionToOthers(secret), "what is a condition to others is no ordinary secret")
                return require(Self.isSpendable(secret, at: 0), "an ordinary secret needs no witness")
            }
            require(!Self.isSpendable(secret, at: 0), "without a witness and before the locktime nobody spends it")
            let isFree = condition.locktime.map { $0 < .max } ?? false && condition.refund == nil
            require(Self.isSpendable(secret, at: .max) == isFree, "after the locktime it is free without refund keys")
            judge(condition.terms)
        }

        /// Written again in another way, it says the same.
        private func judge(_ terms: ConditionTerms) {
            var writer = JSONWriter()
            writer.array([false, true]) { writer, isSecond in
                if !isSecond { return writer.string(terms.kind.rawValue) }
                writer.object { writer in
                    writer.member("nonce", "")
                    writer.member("data", String(decoding: terms.data, as: UTF8.self))
                    writer.name("tags")
                    writer.array(terms.tags) { writer, tag in
                        writer.array(tag) { $0.string(String(decoding: $1, as: UTF8.self)) }
                    }
                }
            }
            // What is written out may be too long for a secret.
            guard let secret = Secret(String(decoding: writer.bytes, as: UTF8.self)) else { return }
            let again = require("what was written is a condition") { try ConditionTerms(secret) }
            require(again == terms, "a condition says the same however it is written")
        }

        /// Whether it is spent without a witness.
        private static func isSpendable(_ secret: Secret, at now: UInt64) -> Bool {
            let input = Proof(amount: 1, keysetID: .version1(FixedBytes()), secret: secret, signature: .generator)
            do throws(NUTError) {
                try ConditionCheck.run(inputs: [input], outputs: [], now: now)
                return true
            } catch {
                return false
            }
        }

        private static func isConditionToOthers(_ secret: Secret) -> Bool {
            // Others would take it for another encoding.
            guard !secret.bytes.contains(0), secret.bytes[0] != 0xef else { return false }
            let value = try? JSONSerialization.jsonObject(with: Data(secret.bytes), options: .fragmentsAllowed)
            guard let kind = (value as? [Any])?.first as? String else { return false }
            return ConditionTerms.Kind(rawValue: kind) != nil
        }

        static func seeds() throws -> [ByteBuffer] {
            let vectors = try Vectors()
            return vectors.texts(beginning: #"["P2PK""#, #"["HTLC""#, atMost: 40).map { ByteBuffer(string: $0) }
                + [
                    #" [ "\u0050\u0032PK" , {"nonce":null,"data":"é\ud83d\ude00","tags":[["locktime","1"]]}]"#,
                    #"["P2BK",{"nonce":"","data":""}]"#, "d341ee4871f1f889041e63cf0d3823c713eea6aff01e80f1719f08f9e5be98f6",
                ].map { ByteBuffer(string: $0) }
        }
    }
#endif
