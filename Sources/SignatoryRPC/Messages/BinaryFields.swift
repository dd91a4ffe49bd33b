internal import CProtobufC
internal import Cashu
internal import CashuCrypto

// Values on their way in. The validator has bounded the lengths; here they are checked exactly.

extension ProtobufCBinaryData {
    /// `nil` unless there are exactly `n` bytes.
    func fixed<let n: Int>(_ type: FixedBytes<n>.Type = FixedBytes<n>.self) -> FixedBytes<n>? {
        guard unsafe len == n, let source = unsafe data else { return nil }
        var value = FixedBytes<n>()
        unsafe value.withMutableBytes { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: source, count: n)) }
        return value
    }

    /// `nil` unless it is a compressed point of the curve. About 5 µs.
    func point() -> PublicKey? {
        guard let bytes = unsafe fixed(FixedBytes<33>.self) else { return nil }
        return PublicKey(bytes)
    }

    func keysetID() -> KeysetID? {
        if let id = unsafe fixed(FixedBytes<8>.self), id[0] == 0x00 { return .version1(id) }
        if let id = unsafe fixed(FixedBytes<33>.self), id[0] == 0x01 { return .version2(id) }
        return nil
    }

    var isEmpty: Bool { unsafe len == 0 }

    func array() -> [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: data, count: len))
    }
}

/// The text of a C string that the validator has found to be UTF-8.
func wireText(_ text: UnsafeMutablePointer<CChar>?) -> String {
    guard let text = unsafe text else { return "" }
    return unsafe String(cString: text)
}
