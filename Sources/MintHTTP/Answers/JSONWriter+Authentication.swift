internal import Cashu
internal import HTTPTypes
internal import MintAuth

extension JSONWriter {
    /// NUT-21 and NUT-22: where tokens come from, and what they are needed for.
    mutating func authentication(_ settings: AuthenticationSettings, _ methods: [PaymentMethod]) {
        name("21")
        object { writer in
            writer.member("openid_discovery", settings.provider.discovery)
            writer.member("client_id", settings.provider.clientID)
            writer.endpoints(
                settings.routes(.clear).flatMap { $0.endpoints(methods) }
                    + (settings.usesBlindTokens ? [(.post, "/v1/auth/blind/mint")] : []))
        }
        guard settings.usesBlindTokens else { return }
        name("22")
        object { writer in
            writer.member("bat_max_mint", UInt64(settings.maximumBlindTokens))
            writer.endpoints(settings.routes(.blind).flatMap { $0.endpoints(methods) })
        }
    }

    private mutating func endpoints(_ endpoints: [(method: HTTPRequest.Method, path: String)]) {
        name("protected_endpoints")
        array(endpoints) { writer, endpoint in
            writer.object { writer in
                writer.member("method", endpoint.method.rawValue)
                writer.member("path", endpoint.path)
            }
        }
    }
}
