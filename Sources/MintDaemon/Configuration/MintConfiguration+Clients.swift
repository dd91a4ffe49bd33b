internal import MintHTTP
internal import StrictTOML

// Who asks, and how often.
extension MintConfiguration {
    mutating func readHTTP(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        let proxies = try section.texts("trusted_proxies", of: "addresses and ranges like \"10.0.0.0/8\"") {
            AddressRange($0)
        }
        if let proxies { http.clients.trustedProxies = proxies }
        if let header = try section.choice("proxy_header", of: ProxyHeader.self) { http.clients.proxyHeader = header }
    }

    mutating func readClientLimits(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        if let count = try section.fraction("requests_per_second", in: 0...100_000) {
            guard count == 0 || count >= 0.001 else {
                throw section.error("requests_per_second", "must be 0 or at least 0.001")
            }
            http.clients.requestsPerSecond = count
        }
        // Less than the dearest request would refuse that for ever.
        if let count = try section.integer("request_burst", in: 10...1_000_000) { http.clients.burst = count }
        if let factor = try section.integer("network_factor", in: 1...1_000) { http.clients.networkFactor = factor }
        if let count = try section.integer("max_websockets_per_client", in: 1...100_000) {
            http.clients.maximumWebSockets = Int(count)
        }
        if let count = try section.integer("max_clients", in: 1_000...10_000_000) {
            http.clients.maximumRemembered = Int(count)
        }
        if let isIncluded = try section.flag("limit_local") { http.clients.includesLocal = isIncluded }
    }
}
