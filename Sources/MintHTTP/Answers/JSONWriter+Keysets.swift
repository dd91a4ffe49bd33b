internal import Cashu
internal import CashuCrypto
internal import MintCore

extension JSONWriter {
    /// NUT-02: every keyset, without its keys: those of money, or those of tokens (NUT-22).
    mutating func keysets(_ snapshot: KeysetSnapshot, isAuth: Bool = false, now: UInt64) {
        list(snapshot.keysets.filter { ($0.unit == .auth) == isAuth }) { writer, keyset in
            writer.object { $0.head(of: keyset, now: now) }
        }
    }

    /// NUT-01: the active keysets.
    mutating func activeKeys(_ snapshot: KeysetSnapshot, isAuth: Bool = false, now: UInt64) {
        keys(snapshot.keysets.filter { ($0.unit == .auth) == isAuth && $0.isActive(at: now) }, now: now)
    }

    /// NUT-01.
    mutating func keys(_ keysets: [Keyset], now: UInt64) {
        list(keysets) { writer, keyset in
            writer.object { writer in
                writer.head(of: keyset, now: now)
                writer.name("keys")
                writer.object { writer in
                    for (amount, key) in zip(keyset.keys.amounts, keyset.keys.publicKeys) {
                        writer.member(String(amount), key.hex)
                    }
                }
            }
        }
    }

    private mutating func list(_ keysets: [Keyset], _ write: (inout JSONWriter, Keyset) -> Void) {
        object { writer in
            writer.name("keysets")
            writer.array(keysets, write)
        }
    }

    private mutating func head(of keyset: Keyset, now: UInt64) {
        member("id", keyset.id.hex)
        member("unit", keyset.unit.name)
        member("active", keyset.isActive(at: now))
        member("input_fee_ppk", keyset.inputFeePPK)
        member("final_expiry", keyset.finalExpiry)
    }
}

extension Keyset {
    fileprivate func isActive(at now: UInt64) -> Bool { state == .active && !isExpired(at: now) }
}
