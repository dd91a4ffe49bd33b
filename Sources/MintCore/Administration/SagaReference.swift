internal import Cashu
internal import CashuCrypto

/// How an operator names an operation: by the text of its id. A row that somebody else wrote may have any bytes there,
/// which are named by their digits.
package struct SagaReference: Sendable, Equatable {
    let bytes: [UInt8]

    private static let maximumBytes = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    package init?(_ text: String) {
        guard let bytes = Hex.decode(text.filter { $0 != "-" }, maximumBytes: Self.maximumBytes), !bytes.isEmpty
        else { return nil }
        self.bytes = bytes
    }

    package var text: String { OperationID(bytes)?.text ?? Hex.encode(bytes) }
}
