internal import HTTPTypes
internal import MintAuth

extension JSONWriter {
    /// NUT-21: where tokens come from, and what they are needed for.
    mutating func authentication(_ settings: AuthenticationSettings) {
        name("21")
        object { writer in
            writer.member("openid_discovery", settings.provider.discovery)
            writer.member("client_id", settings.provider.clientID)
            writer.endpoints(settings.routes(.clear))
        }
    }

    private mutating func endpoints(_ routes: [ProtectedRoute]) {
        name("protected_endpoints")
        array(routes.flatMap(\.endpoints)) { writer, endpoint in
            writer.object { writer in
                writer.member("method", endpoint.method.rawValue)
                writer.member("path", endpoint.path)
            }
        }
    }
}
