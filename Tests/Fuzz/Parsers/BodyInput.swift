#if DEBUG
    import Cashu
    import Foundation
    import FuzzSupport
    import MintCore
    import NIOCore

    @testable import MintHTTP

    /// The body of a request. The first byte says of which, or that nobody wants any of its members.
    struct BodyInput {
        private let choice: Int
        private let bytes: [UInt8]

        init(_ input: ByteBuffer) {
            var input = input
            choice = Int(input.readByte()) % (BodyTrip.all.count + 1)
            bytes = input.allBytes
        }

        func run() {
            if BodyTrip.all.indices.contains(choice) {
                if BodyTrip.all[choice].run(bytes) { judge() }
            } else if (try? JSONReader.read(bytes, { (reader) throws(NUTError) in try reader.skip() })) != nil {
                judge()
            }
        }

        /// What is read is JSON to others, too.
        private func judge() {
            // Others turn numbers into doubles, and not all fit.
            guard !Self.hasLargeNumber(bytes) else { return }
            let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            require(value != nil, "what is read is JSON")
        }

        private static func hasLargeNumber(_ bytes: [UInt8]) -> Bool {
            var digits = 0
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
                case UInt8(ascii: "e"), UInt8(ascii: "E"):
                    if digits > 0 { return true }
                default: digits = 0
                }
                if digits > 18 { return true }
            }
            return false
        }

        static func seeds() throws -> [ByteBuffer] {
            let vectors = try Vectors()
            let documents: [[String]] = [
                try vectors.documents(with: "inputs", "outputs"),
                try vectors.documents(with: "quote", "outputs"),
                [
                    #"{"quotes":["a","b"],"quote_amounts":[1,2],"outputs":[],"signatures":[null,null]}"#,
                    #"{"quotes":["a"],"outputs":[],"signatures":["\#(String(repeating: "ab", count: 64))"]}"#,
                ],
                try vectors.documents(with: "quote", "inputs") + [
                    #"{"quote":"q","inputs":[],"outputs":[],"prefer_async":true}"#
                ],
                [
                    #"{"amount":1,"unit":"sat","description":"\né\u00e9\ud83d\ude00","pubkey":"\#(Self.point)"}"#,
                    #"{"amount":18446744073709551615,"unit":"sat","description":"\u0000\u0001\u000f\u0010\u001f\u007f"}"#,
                ],
                [
                    #"{"request":"lnbc1","unit":"sat","options":{"amountless":{"amount_msat":1000}}}"#,
                    #"{"request":"lnbc1","unit":"usd","options":{"mpp":{"amount":1000}}}"#,
                ],
                [#"{"Ys":["\#(Self.point)"]}"#],
                try vectors.documents(with: "outputs"),
                [#"{"quotes":["a","b"]}"#],
                try vectors.documents(with: "outputs", atMost: 1),
                [#" {"x":[1,-2.5e3,true,false,null,{"a":{"b":[]}}],"A":"a\"\\\/\b\f\n\r\t"} "#],
            ]
            return documents.enumerated().flatMap { choice, texts in
                texts.map { ByteBuffer(choice: UInt8(choice), $0) }
            }
        }

        private static let point = "02" + String(repeating: "79be667ef9dcbbac", count: 4)
    }
#endif
