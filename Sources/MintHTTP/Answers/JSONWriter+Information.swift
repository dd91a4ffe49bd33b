internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import MintCore

extension JSONWriter {
    /// NUT-06. `nuts` names what works and nothing else: a wallet decides by it whether it may lock money.
    mutating func information(
        _ settings: MintSettings, _ authentication: AuthenticationSettings?, identity: PublicKey?, version: String,
        now: UInt64
    ) {
        let information = settings.information
        object { writer in
            for (name, text) in [
                ("name", information.name), ("pubkey", identity?.hex), ("version", "mintd/\(version)"),
                ("description", information.description), ("description_long", information.descriptionLong),
                ("motd", information.messageOfTheDay), ("icon_url", information.iconURL),
                ("tos_url", information.termsURL),
            ] {
                if let text { writer.member(name, text) }
            }
            writer.name("contact")
            writer.array(information.contacts) { writer, contact in
                writer.object { writer in
                    writer.member("method", contact.method)
                    writer.member("info", contact.info)
                }
            }
            writer.name("urls")
            writer.array(information.urls) { $0.string($1) }
            writer.member("time", now)
            writer.name("nuts")
            writer.object { writer in
                writer.nuts(settings)
                if let authentication { writer.authentication(authentication) }
            }
        }
    }

    private mutating func nuts(_ settings: MintSettings) {
        let limits = settings.limits
        name("4")
        methods(limits.minimumMint...limits.maximumMint, option: "description", isDisabled: settings.isMintingDisabled)
        name("5")
        methods(limits.minimumMelt...limits.maximumMelt, option: "amountless", isDisabled: settings.isMeltingDisabled)
        for number in ["7", "8", "9", "10", "11", "12", "14", "20"] {
            name(number)
            object { $0.member("supported", true) }
        }
        name("17")
        object { $0.subscriptions() }
        name("19")
        object { $0.repeatableRoutes() }
    }

    /// NUT-19: what may be sent again after its answer was lost. For ever: the answers are in the database.
    private mutating func repeatableRoutes() {
        name("ttl")
        null()
        name("cached_endpoints")
        array([Route.swap, .mint, .melt]) { writer, route in
            writer.object { writer in
                writer.member("method", route.method.rawValue)
                writer.member("path", route.template)
            }
        }
    }

    private mutating func methods(_ amounts: ClosedRange<UInt64>, option: String, isDisabled: Bool) {
        object { writer in
            writer.name("methods")
            writer.array([amounts]) { writer, amounts in
                writer.object { writer in
                    writer.member("method", "bolt11")
                    writer.member("unit", CurrencyUnit.sat.name)
                    writer.member("min_amount", amounts.lowerBound)
                    writer.member("max_amount", amounts.upperBound)
                    writer.name("options")
                    writer.object { $0.member(option, true) }
                }
            }
            writer.member("disabled", isDisabled)
        }
    }
}
