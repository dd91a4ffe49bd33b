internal import StrictTOML

extension MintConfiguration {
    mutating func readMetrics(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        let isEnabled = try section.flag("enabled")
        let (host, port) = (try section.text("address"), try section.integer("port", in: 0...65_535))
        guard isEnabled ?? (host != nil || port != nil) else { return }
        var settings = MetricsSettings()
        if let host { settings.host = host }
        if let port { settings.port = Int(port) }
        metrics = settings
    }
}
