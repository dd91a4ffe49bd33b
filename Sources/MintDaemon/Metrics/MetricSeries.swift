internal import CoreMetrics
internal import Synchronization

/// One measured thing with its labels.
final class MetricSeries: Sendable {
    /// The last value of a gauge, or the sum of what was counted or measured; and how often it was.
    struct Value: Sendable, Equatable {
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let state = Mutex(Value())

    var value: Value { state.withLock { $0 } }

    func add(_ amount: Double) {
        state.withLock { value in
            value.sum += amount
            value.count += 1
        }
    }

    func set(_ amount: Double) { state.withLock { $0 = Value(sum: amount, count: 1) } }

    func clear() { state.withLock { $0 = Value() } }
}

/// The series as those see it who count.
final class SeriesCounter: CounterHandler, FloatingPointCounterHandler {
    private let series: MetricSeries

    init(_ series: MetricSeries) { self.series = series }

    func increment(by amount: Int64) { series.add(Double(amount)) }
    func increment(by amount: Double) { series.add(amount) }
    func reset() { series.clear() }
}

/// The series as those see it who tell how much there is now.
final class SeriesGauge: MeterHandler, RecorderHandler {
    private let series: MetricSeries

    init(_ series: MetricSeries) { self.series = series }

    func set(_ value: Int64) { series.set(Double(value)) }
    func set(_ value: Double) { series.set(value) }
    func increment(by amount: Double) { series.add(amount) }
    func decrement(by amount: Double) { series.add(-amount) }
    func record(_ value: Int64) { series.set(Double(value)) }
    func record(_ value: Double) { series.set(value) }
}

/// The series as those see it who measure one thing after the other.
final class SeriesSummary: RecorderHandler, TimerHandler {
    private let series: MetricSeries

    init(_ series: MetricSeries) { self.series = series }

    func record(_ value: Int64) { series.add(Double(value)) }
    func record(_ value: Double) { series.add(value) }
    /// In seconds, as Prometheus wants it.
    func recordNanoseconds(_ duration: Int64) { series.add(Double(duration) / 1e9) }
}
