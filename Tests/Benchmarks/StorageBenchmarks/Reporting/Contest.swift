/// Things of one kind, measured one after the other in each of several rounds: what the machine does besides strikes
/// all of them.
struct Contest: Sendable {
    struct Contender: Sendable {
        /// In the order of the columns of the contest.
        let labels: [String]
        let measure: @Sendable () async throws -> Double
    }

    let benchmark: String
    let title: String
    let columns: [String]
    /// Of the figures.
    let unit: String
    let contenders: [Contender]

    /// - Returns: the figures of each contender, in their order.
    @concurrent
    func run(rounds: Int, _ report: Report) async throws -> [Figures] {
        var values = [[Double]](repeating: [], count: contenders.count)
        for round in 1...rounds {
            report.progress("\(benchmark): round \(round) of \(rounds)")
            // Backwards every other time, so that nobody always follows the same one.
            let order = Array(contenders.indices)
            for position in round % 2 == 1 ? order : order.reversed() {
                let contender = contenders[position]
                let value = try await contender.measure()
                values[position].append(value)
                let labels = Dictionary(uniqueKeysWithValues: zip(columns, contender.labels))
                try report.record(
                    Measurement(benchmark: benchmark, labels: labels, round: round, value: value, unit: unit))
            }
        }
        let figures = values.map(Figures.init)
        report.table(
            title, columns + ["median, \(unit)", "lowest", "highest"],
            zip(contenders, figures).map { contender, figures in
                contender.labels + [figures.median.grouped, figures.lowest.grouped, figures.highest.grouped]
            })
        return figures
    }
}
