import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI

@testable import SignatoryRPC

/// Points and requests that are different for different numbers.
enum Sample {
    static func secret(_ number: Int) -> Secret {
        guard let secret = Secret("secret \(number)") else { preconditionFailure("neither empty nor long") }
        return secret
    }

    static func point(_ number: Int) -> PublicKey { secret(number).point }

    static let keysetID: KeysetID = .version1(FixedBytes { UInt8($0) })

    static func outputs(_ count: Int, keysetID: KeysetID = keysetID, from first: Int = 0) -> [BlindedMessage] {
        (first..<first + count).map { BlindedMessage(amount: 1, keysetID: keysetID, point: point($0)) }
    }

    static func request(_ outputs: [BlindedMessage], _ purpose: SigningPurpose = .swap) -> SigningRequest {
        SigningRequest(purpose: purpose, operationID: OperationID(FixedBytes { UInt8($0 + 1) }), outputs: outputs)
    }

    static func payload(_ write: (inout ByteBuffer) throws -> Void) rethrows -> ByteBuffer {
        var buffer = ByteBuffer()
        try write(&buffer)
        return buffer
    }
}

extension ByteBuffer {
    init(hex: String) throws {
        guard let bytes = Hex.decode(hex.filter { !$0.isWhitespace }, maximumBytes: 1 << 20) else { throw NotHex() }
        self.init(bytes: bytes)
    }

    struct NotHex: Error {}

    var hex: String { readableBytesView.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
