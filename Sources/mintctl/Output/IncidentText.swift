internal import ManagementAPI

/// Incidents as text.
enum IncidentText {
    static func list(_ answer: IncidentListAnswer) -> [String] {
        let open = answer.incidents.filter { $0.resolvedAt == nil }.count
        let consequence = open > 0 ? ": nothing is melted until they are resolved" : ""
        let head = "incidents: \(answer.incidents.count), open: \(open)\(consequence)"
        return [head] + answer.incidents.map(line)
    }

    static func line(_ incident: IncidentMessage) -> String {
        var text = "\(incident.number)  \(Time.text(incident.recordedAt))  \(incident.kind)"
        if let backend = incident.backend { text += "  backend \(backend)" }
        if let operation = incident.operation { text += "  operation \(operation)" }
        text += "  \(Table.plain(incident.detail))"
        guard let resolvedAt = incident.resolvedAt else { return text + "  OPEN" }
        return text + "  resolved \(Time.text(resolvedAt)): \(Table.plain(incident.resolution ?? ""))"
    }
}
