internal import Cashu
internal import CashuCrypto
internal import MintCore

/// A token as it stands in a `Blind-auth` header: `authA` and JSON in base64url, with or without padding (NUT-22).
struct BlindToken {
    private enum Member: String {
        case id, secret
        case signature = "C"
    }

    private static let maximumBytes = 4_096

    let keysetID: KeysetID
    let secret: Secret
    let signature: PublicKey

    init?(_ text: String) {
        guard text.hasPrefix("authA"), text.utf8.count <= Self.maximumBytes,
            let json = Self.decode(text.utf8.dropFirst(5)),
            let token = try? JSONReader.read(json, Self.init(reading:))
        else { return nil }
        self = token
    }

    private init(reading reader: inout JSONReader) throws(NUTError) {
        var keysetID: KeysetID?
        var secret: Secret?
        var signature: PublicKey?
        // Nutshell sends an amount as well.
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .id: keysetID = try reader.keysetID("id")
            case .secret: secret = try reader.secret()
            case .signature: signature = try reader.point("C", orRefuse: .blindAuthFailed)
            }
        }
        self.keysetID = try reader.required(keysetID, "id")
        self.secret = try reader.required(secret, "secret")
        self.signature = try reader.required(signature, "C")
    }

    /// RFC 4648 §5.
    private static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count, padding) = (UInt32(0), 0, 0)
        for digit in text {
            if digit == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return padding <= 2 && count < 6 ? bytes : nil
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
