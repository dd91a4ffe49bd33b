internal import SignatoryCore
internal import StrictTOML

extension StoredSeed {
    /// `seed_file` or `seed_credential`, and `passphrase_file` or `passphrase_credential`.
    init(reading section: inout ConfigurationSection) throws(ConfigurationError) {
        guard let seed = try SecretPlace(reading: "seed", &section) else {
            throw section.error("seed_file", "is missing (or seed_credential)")
        }
        self.init(seed, passphrase: try SecretPlace(reading: "passphrase", &section))
    }
}

extension SecretPlace {
    /// `nil` when neither key is there.
    fileprivate init?(reading secret: String, _ section: inout ConfigurationSection) throws(ConfigurationError) {
        let (fileKey, credentialKey) = ("\(secret)_file", "\(secret)_credential")
        let file = try section.path(fileKey)
        let credential = try section.text(credentialKey)
        switch (file, credential) {
        case (nil, nil): return nil
        case (let path?, nil): self = .file(path)
        case (nil, let name?):
            // systemd.exec(5): "a short ASCII string suitable as filename".
            let isName = !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == 0x2f || $0 == 0 }
            guard isName else { throw section.error(credentialKey, "must be the name of a credential") }
            self = .credential(name)
        case (_?, _?): throw section.error(credentialKey, "must not stand beside \(fileKey)")
        }
    }
}
