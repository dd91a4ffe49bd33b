internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI

/// A keyset with its public keys.
struct KeysWithReport: Encodable {
    let keyset: KeysetReport
    /// By amount, as NUT-01 writes them.
    let keys: [String: String]

    init(_ keyset: Keyset) {
        self.keyset = KeysetReport(keyset)
        keys = Dictionary(
            zip(keyset.keys.amounts, keyset.keys.publicKeys).map { ("\($0)", $1.hex) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A whole publication, with what shows that it is genuine.
struct PublicExport: Encodable {
    let generation: UInt64
    let identity: String
    let digest: String
    /// BIP-340 by the identity over the tagged hash `cashu-signatory/keysets` of generation and digest.
    let signature: String
    let keysets: [KeysWithReport]

    init(_ publication: KeysetPublication) {
        generation = publication.generation
        identity = publication.identity.hex
        digest = publication.digest.hex
        signature = publication.signature.bytes.hex
        keysets = publication.keysets.map(KeysWithReport.init)
    }
}
