internal import Cashu
internal import SignatoryAPI

/// The state of the signatory in the text format of Prometheus, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    init(_ status: SignatoryStatus, _ publication: KeysetPublication, _ limits: [UsedLimit], now: UInt64) {
        gauge("signatory_ready", "1 when it may sign", status.isReady ? 1 : 0)
        gauge("signatory_paused", "1 when an operator has stopped signing", status.isPaused ? 1 : 0)
        gauge("signatory_read_only", "1 when the keys database cannot be written", status.isReadOnly ? 1 : 0)
        gauge("signatory_generation", "of the keysets", status.generation)
        gauge("signatory_uptime_seconds", "since the start", status.uptimeSeconds)
        gauge("signatory_requests_in_flight", "requests that are being worked on", UInt64(status.inFlight))
        counter("signatory_signed_outputs_total", "signatures since the start", status.signedOutputs)
        counter("signatory_refused_requests_total", "refused requests since the start", status.refused)
        counter("signatory_audit_lines_total", "lines of the audit log", status.auditNumber)
        keysets(publication, now: now)
        self.limits(limits)
    }

    private mutating func keysets(_ publication: KeysetPublication, now: UInt64) {
        head("signatory_keysets", "keysets by unit and state", "gauge")
        var counts: [String: UInt64] = [:]
        for keyset in publication.keysets {
            counts["unit=\"\(keyset.unit)\",state=\"\(keyset.state)\"", default: 0] += 1
        }
        for (labels, count) in counts.sorted(by: { $0.key < $1.key }) { line("signatory_keysets", labels, count) }
        head("signatory_active_keyset_expires_seconds", "until the final expiry of the active keyset", "gauge")
        for keyset in publication.keysets where keyset.state == .active {
            guard let expiry = keyset.finalExpiry else { continue }
            line(
                "signatory_active_keyset_expires_seconds", "unit=\"\(keyset.unit)\"",
                expiry > now ? expiry - now : 0)
        }
    }

    private mutating func limits(_ limits: [UsedLimit]) {
        head("signatory_limit_used_ratio", "how much of a limit is used, of amount or outputs the higher", "gauge")
        for used in limits {
            let ratio = max(
                Self.ratio(used.amount, used.limit.maximumAmount), Self.ratio(used.outputs, used.limit.maximumOutputs))
            let limit = used.limit
            let labels =
                "unit=\"\(limit.unit)\",purpose=\"\(LimitPurpose(limit.purpose).rawValue)\","
                + "seconds=\"\(limit.intervalSeconds)\""
            text += "signatory_limit_used_ratio{\(labels)} \(ratio)\n"
        }
    }

    private static func ratio(_ used: UInt64, _ maximum: UInt64?) -> Double {
        guard let maximum else { return 0 }
        return maximum == 0 ? 1 : Double(used) / Double(maximum)
    }

    private mutating func gauge(_ name: String, _ help: String, _ value: UInt64) {
        head(name, help, "gauge")
        text += "\(name) \(value)\n"
    }

    private mutating func counter(_ name: String, _ help: String, _ value: UInt64) {
        head(name, help, "counter")
        text += "\(name) \(value)\n"
    }

    private mutating func head(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: String, _ value: UInt64) {
        text += "\(name){\(labels)} \(value)\n"
    }
}
