import CoreMetrics
import Testing

@testable import MintDaemon

@Suite("What is measured")
struct MetricsTests {
    @Test("is told in the text format of Prometheus: counters, last values, and sums with their counts")
    func text() {
        let registry = MetricsRegistry()
        let requests = Counter(label: "requests", dimensions: [("status", "200")], factory: registry)
        requests.increment(by: 2)
        requests.increment()
        Counter(label: "requests", dimensions: [("status", "500")], factory: registry).increment()
        let owed = Gauge(label: "mint_owed", dimensions: [("unit", "sat"), ("backend", "cln")], factory: registry)
        owed.record(5)
        owed.record(-7)
        Gauge(label: "ratio", factory: registry).record(0.25)
        let timer = Timer(label: "audit.seconds", factory: registry)
        timer.recordMilliseconds(1_500)
        timer.recordMilliseconds(500)
        #expect(
            registry.text == """
                # TYPE audit_seconds summary
                audit_seconds_sum 2
                audit_seconds_count 2
                # TYPE mint_owed gauge
                mint_owed{backend="cln",unit="sat"} -7
                # TYPE ratio gauge
                ratio 0.25
                # TYPE requests counter
                requests{status="200"} 3
                requests{status="500"} 1

                """)
    }

    @Test("is one series for the same name and labels, whoever measures it and in whichever order the labels stand")
    func same() {
        let registry = MetricsRegistry()
        Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
        Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        #expect(registry.text == "# TYPE a counter\na{x=\"1\",y=\"2\"} 2\n")
    }

    @Test("cannot break its lines: what strangers write is escaped")
    func escaped() {
        let registry = MetricsRegistry()
        Gauge(label: "g", dimensions: [("unit", "\"}\\\n1 2")], factory: registry).record(1)
        #expect(registry.text == "# TYPE g gauge\ng{unit=\"\\\"}\\\\\\n1 2\"} 1\n")
    }
}
