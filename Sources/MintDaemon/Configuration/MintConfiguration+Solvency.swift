internal import MintCore
internal import StrictTOML

extension MintConfiguration {
    /// Watched is a mint in any case, and unless it is told otherwise a shortage is only said.
    mutating func readSolvency(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        var rule = SolvencyRule()
        if let ratio = try section.fraction("min_ratio", in: 0...100) {
            rule.partsPerMillion = UInt64((ratio * 1_000_000).rounded())
        }
        if let consequence = try section.choice("pause", of: SolvencyRule.Consequence.self) {
            rule.consequence = consequence
        }
        mint.solvency = rule
    }
}
