package import CoreMetrics
internal import Synchronization

/// Keeps what the mint measures, for whoever asks. Made once for a process, before anything is measured: what is made
/// earlier measures for nobody.
package final class MetricsRegistry: MetricsFactory {
    private let series = Mutex<[MetricKey: MetricSeries]>([:])

    package init() {}

    /// For a program, once: from now on everything that it measures goes to it. `nil` when nobody wants to know.
    package static func install(for configuration: MintConfiguration) -> MetricsRegistry? {
        guard configuration.metrics != nil else { return nil }
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)
        return registry
    }

    /// Everything that was measured, in the text format of Prometheus, version 0.0.4.
    package var text: String {
        let series = series.withLock { $0 }
        return MetricsText.write(series.map { ($0.key, $0.value.value) })
    }

    private func series(_ label: String, _ dimensions: [(String, String)], _ kind: MetricKind) -> MetricSeries {
        let key = MetricKey(label, dimensions, kind)
        return series.withLock { series in
            if let known = series[key] { return known }
            let new = MetricSeries()
            series[key] = new
            return new
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        SeriesCounter(series(label, dimensions, .counter))
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { SeriesCounter(series(label, dimensions, .counter)) }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        SeriesGauge(series(label, dimensions, .gauge))
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? SeriesSummary(series(label, dimensions, .summary)) : SeriesGauge(series(label, dimensions, .gauge))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        SeriesSummary(series(label, dimensions, .summary))
    }

    // What was measured once is told for the life of the process.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
