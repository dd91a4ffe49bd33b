/// One figure, as a line of the results file.
struct Measurement: Encodable, Sendable {
    let benchmark: String
    /// What was measured, such as `engine: sqlite`.
    let labels: [String: String]
    /// From 1; `nil` for what is counted and not timed.
    let round: Int?
    let value: Double
    let unit: String
}
