internal import CProtobufC
internal import CSignatoryProto
internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// A keyset and its place in the publication that it was sent with.
struct PositionedKeyset {
    let keyset: Keyset
    let generation: UInt64
    /// From 0.
    let position: UInt32

    func write(to buffer: inout ByteBuffer) {
        unsafe WireKeyset.write(to: &buffer) { arena, message in
            unsafe message.id = arena.bytes(keyset.id)
            unsafe message.unit = arena.text(keyset.unit.name, maximumBytes: 32)
            unsafe message.state = .init(rawValue: UInt32(keyset.state.rawValue))
            unsafe message.input_fee_ppk = keyset.inputFeePPK
            unsafe message.n_amounts = keyset.keys.amounts.count
            unsafe message.amounts = arena.numbers(keyset.keys.amounts)
            unsafe message.n_pubkeys = keyset.keys.publicKeys.count
            unsafe message.pubkeys = arena.allocate(ProtobufCBinaryData.self, count: keyset.keys.publicKeys.count)
            for (index, key) in keyset.keys.publicKeys.enumerated() {
                unsafe message.pubkeys[index] = arena.bytes(key.bytes)
            }
            if let expiry = keyset.finalExpiry {
                unsafe message._final_expiry_case = WireCase.keysetExpiry
                unsafe message.final_expiry = expiry
            }
            unsafe message.derivation_index = keyset.derivationIndex
            unsafe message.created_at = keyset.createdAt
            if let end = keyset.drainUntil {
                unsafe message._drain_until_case = WireCase.drainUntil
                unsafe message.drain_until = end
            }
            unsafe message.generation = generation
            unsafe message.position = position
        }
    }
}

extension PositionedKeyset {
    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireKeyset.read(payload) { (message) throws(SignatoryError) in
            guard let id = unsafe message.id.keysetID(), let unit = unsafe CurrencyUnit(wireText(message.unit)),
                let state = unsafe UInt8(exactly: message.state.rawValue).flatMap(KeysetState.init(rawValue:))
            else { throw SignatoryError(.invalidArgument, "a keyset without id, unit or state") }
            let namesExpiry = unsafe message._final_expiry_case == WireCase.keysetExpiry
            let drains = unsafe message._drain_until_case == WireCase.drainUntil
            let keyset = unsafe Keyset(
                id: id, unit: unit, state: state, inputFeePPK: message.input_fee_ppk, keys: try Self.keys(message),
                finalExpiry: namesExpiry ? message.final_expiry : nil, derivationIndex: message.derivation_index,
                createdAt: message.created_at, drainUntil: drains ? message.drain_until : nil)
            return unsafe PositionedKeyset(keyset: keyset, generation: message.generation, position: message.position)
        }
    }

    private static func keys(_ message: borrowing WireKeyset) throws(SignatoryError) -> KeysetKeys {
        var points: [PublicKey] = []
        for index in unsafe 0..<message.n_pubkeys {
            guard let point = unsafe message.pubkeys[index].point() else {
                throw SignatoryError(.invalidPoint, "a public key that is no compressed point", index: index)
            }
            points.append(point)
        }
        let amounts = unsafe [UInt64](UnsafeBufferPointer(start: message.amounts, count: message.n_amounts))
        guard let keys = KeysetKeys(amounts: amounts, publicKeys: points) else {
            throw SignatoryError(.invalidArgument, "amounts that are not ascending, or not one for each key")
        }
        return keys
    }
}
