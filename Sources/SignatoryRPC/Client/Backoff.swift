/// How long to wait before the next attempt: 50 ms, doubling to 2 s, less up to half of it at random, so that many
/// clients of a signatory that comes back do not all come at once.
struct Backoff {
    private static let first = Duration.milliseconds(50)
    private static let longest = Duration.seconds(2)

    private var step = Self.first

    mutating func reset() { step = Self.first }

    mutating func next() -> Duration {
        defer { step = min(step * 2, Self.longest) }
        return step * Double.random(in: 0.5...1)
    }
}
