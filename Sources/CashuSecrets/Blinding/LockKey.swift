/// The keys to which others can lock coins for a wallet (NUT-11), at `m/129373'/10'/0'/0'/{index}`: beside those of
/// NUT-20, so that the seed alone brings them back.
package enum LockKey {
    package static func derive(master: ExtendedKey, index: UInt32) throws(DerivationError) -> SigningKey {
        try master.hardenedChild(129_373).hardenedChild(10).hardenedChild(0).hardenedChild(0).child(index)
            .signingKey()
    }
}
