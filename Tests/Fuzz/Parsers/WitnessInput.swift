#if DEBUG
    import Cashu
    import CashuCrypto
    import FuzzSupport
    import MintHTTP
    import NIOCore

    @testable import MintCore

    /// A witness, shown for a condition that the first byte chooses, and that nobody can meet: its keys and its hash are
    /// points and bytes whose secrets are not known.
    struct WitnessInput {
        private static let keys = (0..<3).map { HashToCurve.point(Array("nobody's key \($0)".utf8)) }
        private static let now: UInt64 = 1_000

        /// The refunds of those that have a locktime are open, and want another unknown key.
        private static let conditions: [Secret] = {
            let key = keys[0].hex
            let hash = FixedBytes<32>(repeating: 0x11).hex
            let refund = #"["locktime","1"],["refund","\#(keys[2].hex)"]"#
            return [
                #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[]}]"#,
                #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[["pubkeys","\#(keys[1].hex)"],["n_sigs","2"],\#(refund)]}]"#,
                #"["P2PK",{"nonce":"a","data":"\#(key)","tags":[["sigflag","SIG_ALL"]]}]"#,
                #"["HTLC",{"nonce":"a","data":"\#(hash)","tags":[]}]"#,
                #"["HTLC",{"nonce":"a","data":"\#(hash)","tags":[["pubkeys","\#(key)"],\#(refund)]}]"#,
            ].map { text in
                guard let secret = Secret(text) else { preconditionFailure("neither empty nor long") }
                return secret
            }
        }()

        private let secret: Secret
        private let text: String?

        init(_ input: ByteBuffer) {
            var input = input
            secret = Self.conditions[Int(input.readByte()) % Self.conditions.count]
            text = input.text
        }

        func run() {
            guard let text else { return }
            let input = Proof(
                amount: 1, keysetID: .version1(FixedBytes()), secret: secret, signature: .generator, witness: text)
            do throws(NUTError) {
                try ConditionCheck.run(inputs: [input], outputs: [], quote: "q", now: Self.now)
                preconditionFailure("a witness meets a condition that nobody can meet")
            } catch {
                require(error.code == .proofVerificationFailed, "it is refused as what it is")
                require(error.detail.utf8.count < 256, "a refusal quotes nothing")
            }
            guard let witness = ConditionWitness(text) else { return }
            judge(witness)
        }

        /// Written again, it shows the same.
        private func judge(_ witness: ConditionWitness) {
            var writer = JSONWriter()
            writer.object { writer in
                writer.name("signatures")
                writer.array(witness.signatures) { $0.string($1.bytes.hex) }
                writer.member("preimage", witness.preimage.map { String(decoding: $0, as: UTF8.self) })
            }
            guard writer.bytes.count <= Proof.maximumWitnessBytes else { return }
            guard let again = ConditionWitness(String(decoding: writer.bytes, as: UTF8.self)) else {
                preconditionFailure("what was written is a witness")
            }
            require(
                again.signatures == witness.signatures && again.preimage == witness.preimage,
                "a witness shows the same however it is written")
        }

        static func seeds() throws -> [ByteBuffer] {
            let witnesses =
                try Vectors().texts(beginning: #"{"signatures""#, #"{"preimage""#) + [
                    #" {"\u0073ignatures":[],"preimage":null,"other":[1,{"a":true}]} "#
                ]
            return witnesses.enumerated().map {
                ByteBuffer(choice: UInt8($0.offset % conditions.count), $0.element)
            }
        }
    }
#endif
