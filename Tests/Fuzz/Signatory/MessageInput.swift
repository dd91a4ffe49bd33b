#if DEBUG
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    /// The payload of one frame, behind the kind and the method that stand in its header and say which message it is.
    struct MessageInput {
        private struct Place {
            let kind: FrameKind
            /// `nil` where the kind is enough.
            let method: Method?
            let message: String
        }

        /// An event may be any of three messages: which one, the events before it say.
        private static let places: [Place] = [
            Place(kind: .hello, method: nil, message: "Hello"),
            Place(kind: .helloAck, method: nil, message: "HelloAck"),
            Place(kind: .auth, method: nil, message: "Auth"),
            Place(kind: .authAck, method: nil, message: "Auth"),
            Place(kind: .failure, method: nil, message: "Failure"),
            Place(kind: .event, method: nil, message: "KeysetsBegin"),
            Place(kind: .event, method: nil, message: "Keyset"),
            Place(kind: .event, method: nil, message: "KeysetsEnd"),
            Place(kind: .request, method: .blindSign, message: "BlindSignRequest"),
            Place(kind: .request, method: .verifyProofs, message: "VerifyProofsRequest"),
            Place(kind: .request, method: .compareLedgers, message: "LedgerRequest"),
            Place(kind: .request, method: .subscribeKeysets, message: "SubscribeKeysetsRequest"),
            Place(kind: .request, method: .rotateKeyset, message: "RotateKeysetRequest"),
            Place(kind: .request, method: .deactivateKeyset, message: "DeactivateKeysetRequest"),
            Place(kind: .request, method: .pause, message: "PauseRequest"),
            Place(kind: .request, method: .setLimit, message: "SetLimitRequest"),
            Place(kind: .request, method: .audit, message: "AuditRequest"),
            Place(kind: .response, method: .blindSign, message: "BlindSignResult"),
            Place(kind: .response, method: .verifyProofs, message: "VerifyProofsResult"),
            Place(kind: .response, method: .status, message: "StatusResult"),
            Place(kind: .response, method: .compareLedgers, message: "LedgerResult"),
            Place(kind: .response, method: .rotateKeyset, message: "RotateKeysetResult"),
            Place(kind: .response, method: .getLimits, message: "GetLimitsResult"),
            Place(kind: .response, method: .audit, message: "AuditResult"),
        ]

        private static let roundTrips = Dictionary(grouping: RoundTrip.all, by: \.name)

        private let places: [Place]
        private let payload: ByteBuffer

        init(_ input: ByteBuffer) {
            var input = input
            let kind = input.readInteger(as: UInt8.self) ?? 0
            let method = UInt16(input.readInteger(as: UInt8.self) ?? 0)
            places = Self.places.filter { place in
                place.kind.rawValue == kind && place.method.map { $0.rawValue == method } ?? true
            }
            payload = input
        }

        func run() {
            for place in places {
                guard let roundTrips = Self.roundTrips[place.message] else {
                    preconditionFailure("no round trip of \(place.message)")
                }
                for roundTrip in roundTrips { roundTrip.run(payload) }
            }
        }

        /// As an input: each message as its encoder writes it, at each of its places.
        static func seeds() throws -> [ByteBuffer] {
            let messages = try Corpus.messages()
            let unplaced = Set(roundTrips.keys).subtracting(places.map(\.message))
            precondition(unplaced.isEmpty, "without a place: \(unplaced)")
            return places.flatMap { place in
                (messages[place.message] ?? []).map { payload in
                    var input = ByteBuffer(bytes: [place.kind.rawValue, UInt8(place.method?.rawValue ?? 0)])
                    input.writeImmutableBuffer(payload)
                    return input
                }
            }
        }
    }
#endif
