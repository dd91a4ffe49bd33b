internal import Foundation

/// Texts that look like BOLT #12: bech32 without a checksum, around JSON in place of TLV.
enum Bolt12Text {
    private static let charset = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")

    static func encode(_ prefix: String, _ members: [String: JSON]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let json = try? encoder.encode(JSON.object(members)) else { return "" }
        var text = "\(prefix)1"
        var (bits, count) = (0, 0)
        for byte in json {
            (bits, count) = (bits << 8 | Int(byte), count + 8)
            while count >= 5 {
                count -= 5
                text.append(charset[bits >> count & 31])
            }
            bits &= 31
        }
        if count > 0 { text.append(charset[bits << (5 - count) & 31]) }
        return text
    }

    static func decode(_ prefix: String, _ text: String) -> JSON? {
        guard text.hasPrefix("\(prefix)1") else { return nil }
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for letter in text.dropFirst(prefix.count + 1) {
            guard let value = charset.firstIndex(of: letter) else { return nil }
            (bits, count) = (bits << 5 | value, count + 5)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 255))
            }
            bits &= 255
        }
        return try? JSONDecoder().decode(JSON.self, from: Data(bytes))
    }
}
