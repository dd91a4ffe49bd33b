internal import HTTPTypes

/// Who a request is counted for.
struct Client: Equatable {
    /// `nil` for one that has gone: what it asked is counted with all such.
    let address: ClientAddress?
    /// A program of this host that asks for itself.
    let isLocal: Bool

    /// Without a proxy that is trusted it is who is connected. Behind some, it is who the farthest of them saw: the
    /// right-most address that is none of theirs. What stands to the left of that is the client's own invention.
    /// - Parameter peer: the other end of the connection; `nil` when that is over.
    init(_ peer: ClientAddress?, _ fields: HTTPFields, _ limits: ClientLimits) {
        guard let peer else {
            self.init(address: nil, isLocal: false)
            return
        }
        func isProxy(_ address: ClientAddress) -> Bool { limits.trustedProxies.contains { $0.contains(address) } }
        var nearest = peer
        if isProxy(peer) {
            for client in limits.proxyHeader.clients(fields).reversed() {
                // Some proxies say "unknown": then it is the proxy that is counted, as a stranger.
                guard let client else {
                    self.init(address: nearest, isLocal: false)
                    return
                }
                nearest = client
                guard isProxy(client) else { break }
            }
        }
        // Where a proxy speaks, believed or not, somebody else asks: an address of this host was seen by none of us.
        self.init(address: nearest, isLocal: nearest.isLoopback && !ProxyHeader.isPresent(in: fields))
    }

    private init(address: ClientAddress?, isLocal: Bool) {
        self.address = address
        self.isLocal = isLocal
    }

    /// The finer one first.
    var prefixes: [ClientPrefix] {
        guard let address else { return [.v4(0, length: 0)] }
        return [address.host, address.network]
    }
}
