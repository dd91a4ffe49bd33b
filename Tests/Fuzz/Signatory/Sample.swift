#if DEBUG
    import Cashu
    import CashuCrypto
    import SignatoryAPI

    @testable import SignatoryRPC

    /// Values that are the same in every run.
    enum Sample {
        static func secret(_ number: Int) -> Secret {
            guard let secret = Secret("secret \(number)") else { preconditionFailure("neither empty nor long") }
            return secret
        }

        static let points = (0..<4).map { secret($0).point }
        static let amounts: [UInt64] = [1, 2, 4, 8]
        static let keysetID: KeysetID = .version1(FixedBytes { UInt8($0) })
        static let operation = OperationID(FixedBytes { UInt8($0 + 1) })
        static let outputs = zip(amounts, points).prefix(2).map {
            BlindedMessage(amount: $0, keysetID: keysetID, point: $1)
        }

        static let keyset: Keyset = {
            guard let keys = KeysetKeys(amounts: amounts, publicKeys: points) else {
                preconditionFailure("ascending amounts, one key each")
            }
            return Keyset(
                id: keysetID, unit: .sat, state: .draining, inputFeePPK: 100, keys: keys, finalExpiry: 1_900_000_000,
                derivationIndex: 1, createdAt: 1_700_000_000, drainUntil: 1_800_000_000)
        }()

        static func publication(_ generation: UInt64) -> KeysetPublication {
            KeysetPublication(
                generation: generation, identity: points[0], keysets: [keyset],
                digest: KeysetPublication.digest(of: [keyset]), signature: SchnorrSignature(FixedBytes()))
        }

        static let sharedKey: PreSharedKey = {
            let digits = [UInt8](repeating: UInt8(ascii: "7"), count: 64)
            guard let key = unsafe digits.withUnsafeBytes({ unsafe PreSharedKey(hex: $0) }) else {
                preconditionFailure("64 digits are 32 bytes")
            }
            return key
        }()

        static let limit = SigningLimit(
            unit: .sat, purpose: .swap, intervalSeconds: 60, maximumAmount: 7, maximumOutputs: nil)
    }
#endif
