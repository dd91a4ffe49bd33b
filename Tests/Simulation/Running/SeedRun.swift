internal import FoundationEssentials
internal import Glibc

/// Several seeds, one after another.
struct SeedRun {
    private let seeds: ClosedRange<UInt64>
    private let isTraced: Bool
    private let report: String?

    init(_ seeds: ClosedRange<UInt64>, isTraced: Bool, report: String?) {
        self.seeds = seeds
        self.isTraced = isTraced
        self.report = report
    }

    /// - Returns: whether every seed went well.
    func run() throws -> Bool {
        let coverage = Coverage()
        var lines: [String] = []
        var failed = 0
        for seed in seeds {
            let result = Simulation(seed: seed, coverage: coverage, isTraced: isTraced).run()
            lines.append("seed \(seed) \(Hex.text(result.hash)) \(result.steps)")
            if let violation = result.violation {
                failed += 1
                print("seed \(seed): \(violation)\n    to see it: saga-simulation --seed \(seed) --trace")
            } else if seeds.count == 1 {
                print("seed \(seed): \(Hex.text(result.hash)) after \(result.steps) steps")
            }
        }
        for words in coverage.unexpected {
            failed += 1
            print("a saga went a way that is none: \(words)")
        }
        if let report { try append(lines + coverage.lines.map { "count \($0.count) \($0.name)" }, to: report) }
        return failed == 0
    }

    private func append(_ lines: [String], to path: String) throws {
        var text = Data()
        if FileManager.default.fileExists(atPath: path) { text = try Data(contentsOf: URL(filePath: path)) }
        text += Data((lines.joined(separator: "\n") + "\n").utf8)
        try text.write(to: URL(filePath: path))
    }

    private enum Hex {
        static func text(_ number: UInt64) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }
}
