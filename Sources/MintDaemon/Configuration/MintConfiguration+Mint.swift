internal import Cashu
internal import CashuCrypto
internal import MintCore
internal import MintHTTP
internal import SignatoryAPI
internal import StrictTOML

extension MintConfiguration {
    private static let day: UInt64 = 86_400

    mutating func readInfo(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        try Self.refuseSeeds(section)
        if let url = try section.text("url") {
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw section.error("url", "must begin with http:// or https://")
            }
            mint.information.urls = [url]
        }
        if let host = try section.text("listen_host") { http.host = host }
        if let port = try section.integer("listen_port", in: 0...65_535) { http.port = Int(port) }
        var limits = mint.limits
        try section.section("quote_ttl") { (section) throws(ConfigurationError) in
            if let seconds = try section.integer("mint_ttl", in: 1...Self.day) { limits.mintQuoteSeconds = seconds }
            if let seconds = try section.integer("melt_ttl", in: 1...Self.day) { limits.meltQuoteSeconds = seconds }
        }
        mint.limits = limits
    }

    mutating func readMintInfo(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        mint.information.name = try section.text("name")
        mint.information.description = try section.text("description")
        mint.information.descriptionLong = try section.text("description_long")
        mint.information.messageOfTheDay = try section.text("motd")
        mint.information.iconURL = try section.text("icon_url")
        mint.information.termsURL = try section.text("tos_url")
        if let urls = try section.texts("urls") { mint.information.urls = urls }
        for (key, method) in [
            ("contact_email", "email"), ("contact_nostr_public_key", "nostr"), ("contact_twitter", "twitter"),
        ] {
            guard let info = try section.text(key) else { continue }
            mint.information.contacts.append(MintInformation.Contact(method: method, info: info))
        }
    }

    /// CDK's mint has a seed in its configuration. Beside a signatory it would be a second copy of the keys, on the host
    /// that faces the world.
    static func refuseSeeds(_ section: ConfigurationSection) throws(ConfigurationError) {
        for key in ["seed", "mnemonic", "seed_file", "mnemonic_file"] {
            try section.refuse(key, "must not be here: this mint holds no keys, its seed is the signatory's alone")
        }
    }

    mutating func readSignatory(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        try Self.refuseSeeds(section)
        signatorySocket = try section.path("socket")
        signatoryKeyFile = try section.secretFile("psk_file", credential: "psk_credential")
        if let checks = try section.choice("verify_signatures", of: SignatureChecks.self) {
            mint.signatureChecks = checks
        }
        guard let identity = try section.text("identity") else { return }
        guard let key = PublicKey(hex: identity) else {
            throw section.error("identity", "must be the 66 hex digits that 'signatory status' prints")
        }
        mint.signatoryIdentity = key
    }

    mutating func readLimits(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        let inputs = 1...UInt64(ProofClaim.maximumCount)
        let outputs = 1...UInt64(SigningRequest.maximumOutputs)
        if let count = try section.integer("max_inputs", in: inputs) { mint.limits.maximumInputs = Int(count) }
        if let count = try section.integer("max_outputs", in: outputs) { mint.limits.maximumOutputs = Int(count) }
        if let count = try section.integer("max_state_checks", in: 1...10_000) {
            mint.limits.maximumStateChecks = Int(count)
        }
        if let count = try section.integer("max_restore", in: 1...10_000) { mint.limits.maximumRestore = Int(count) }
        if let count = try section.integer("max_batch", in: 1...1_000) { mint.limits.maximumBatch = Int(count) }
        if let choice = try section.choice("duplicate_melt_quotes", of: DuplicateMeltQuotes.self) {
            mint.duplicateMeltQuotes = choice
        }
        if let seconds = try section.integer("melt_wait", in: 0...600) { mint.meltWaitSeconds = seconds }
        if let count = try section.integer("max_connections", in: 1...100_000) { http.maximumConnections = Int(count) }
        if let seconds = try section.integer("idle_timeout", in: 1...3_600) { http.idleSeconds = Int64(seconds) }
        if let seconds = try section.integer("body_timeout", in: 1...3_600) { http.bodySeconds = Int64(seconds) }
        try readClientLimits(&section)
    }
}
