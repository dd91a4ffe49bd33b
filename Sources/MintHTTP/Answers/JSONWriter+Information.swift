internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import MintCore

extension JSONWriter {
    /// NUT-06. `nuts` names what works and nothing else: a wallet decides by it whether it may lock money.
    mutating func information(_ mint: Mint, _ authentication: AuthenticationSettings?, version: String, now: UInt64) {
        let information = mint.settings.information
        object { writer in
            for (name, text) in [
                ("name", information.name), ("pubkey", mint.keysets?.identity.hex), ("version", "mintd/\(version)"),
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
                writer.nuts(mint)
                if let authentication { writer.authentication(authentication, mint.methods) }
            }
        }
    }

    private mutating func nuts(_ mint: Mint) {
        let settings = mint.settings
        let units = settings.units
        name("4")
        methods(
            mint.methods, units.map { ($0.unit, $0.minimumMint...$0.maximumMint) }, option: "description",
            isDisabled: settings.isMintingDisabled)
        name("5")
        methods(
            mint.methods, units.map { ($0.unit, $0.minimumMelt...$0.maximumMelt) }, option: "amountless",
            isDisabled: settings.isMeltingDisabled)
        for number in ["7", "8", "9", "10", "11", "12", "14", "20"] {
            name(number)
            object { $0.member("supported", true) }
        }
        if mint.paysParts {
            name("15")
            object { $0.partialPayments(units.map(\.unit)) }
        }
        name("17")
        object { $0.subscriptions(mint.methods, units.map(\.unit)) }
        name("19")
        object { $0.repeatableRoutes(mint.methods) }
        name("29")
        object { writer in
            writer.member("max_batch_size", UInt64(settings.limits.maximumBatch))
            writer.name("methods")
            writer.array(mint.methods) { $0.string($1.rawValue) }
        }
    }

    private mutating func partialPayments(_ units: [CurrencyUnit]) {
        name("methods")
        array(units) { writer, unit in
            writer.object { writer in
                writer.member("method", "bolt11")
                writer.member("unit", unit.name)
            }
        }
    }

    /// NUT-19: what may be sent again after its answer was lost. For ever: the answers are in the database.
    private mutating func repeatableRoutes(_ methods: [PaymentMethod]) {
        name("ttl")
        null()
        name("cached_endpoints")
        let routes: [Route] = [.swap] + methods.flatMap { [.mint($0), .mintBatch($0), .melt($0)] }
        array(routes) { writer, route in
            writer.object { writer in
                writer.member("method", route.method.rawValue)
                writer.member("path", route.template)
            }
        }
    }

    private mutating func methods(
        _ methods: [PaymentMethod], _ units: [(unit: CurrencyUnit, amounts: ClosedRange<UInt64>)], option: String,
        isDisabled: Bool
    ) {
        let pairs = methods.flatMap { method in units.map { (method: method, unit: $0.unit, amounts: $0.amounts) } }
        object { writer in
            writer.name("methods")
            writer.array(pairs) { writer, pair in
                writer.object { writer in
                    writer.member("method", pair.method.rawValue)
                    writer.member("unit", pair.unit.name)
                    writer.member("min_amount", pair.amounts.lowerBound)
                    writer.member("max_amount", pair.amounts.upperBound)
                    writer.name("options")
                    writer.object { $0.member(option, true) }
                }
            }
            writer.member("disabled", isDisabled)
        }
    }
}
