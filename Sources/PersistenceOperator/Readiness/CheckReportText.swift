import BusClients
import Documents
import WriterSpecs

extension CheckReport {
    /// How the report is shown.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// For people.
        case text
        /// As data.
        case json
    }

    /// The report in a format.
    ///
    /// - Parameter colour: Whether verdicts are coloured with ANSI sequences; never in JSON.
    public func text(_ format: Format, colour: Bool = false) -> String {
        switch format {
        case .text: table(usesColour: colour)
        case .json: json.text(pretty: true) + "\n"
        }
    }

    /// The report for people: a table by writer, then each trouble once with what to do, then who looked.
    private func table(usesColour: Bool) -> String {
        let rows = writers.flatMap(rows)
        let header = ["WRITER", "ROLE", "RESOURCE", "STATUS", "REASON"]
        let table = TextTable([header] + rows.map(\.cells)).lines
        var lines = rows.isEmpty ? ["no writers"] : [table[0]]
        lines += zip(rows, table.dropFirst()).map { row, line in
            guard usesColour, let verdict = row.verdict else { return line }
            return "\u{1B}[\(Self.colour(of: verdict))m\(line)\u{1B}[0m"
        }
        lines += troubles
        lines += findings
        lines += faultyWriters.map { "at fault, not checked: \($0)" }
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private func rows(of writer: Writer) -> [(cells: [String], verdict: EndpointReading.Readiness?)] {
        guard !writer.endpoints.isEmpty else {
            guard let reason = writer.uncheckedReason else {
                return [([writer.name, "-", "-", "-", "reads no bus"], nil)]
            }
            return [([writer.name, "-", "-", "unchecked", reason], nil)]
        }
        return writer.endpoints.enumerated().map { index, pair in
            (
                [
                    index == 0 ? writer.name : "", pair.endpoint.role.rawValue,
                    Self.name(of: pair.endpoint.resource), Self.word(for: pair.reading.readiness),
                    note(
                        on: pair.reading, behind: pair.endpoint.role == .consume ? behind(writer, pair.endpoint) : nil,
                        findings: readiness.findings(on: pair.endpoint.resource, of: writer.name)),
                ], pair.reading.readiness
            )
        }
    }

    private func note(
        on reading: EndpointReading, behind: String?, findings: [BusFinding]
    ) -> String {
        // What only informs is below the table.
        let codes = findings.filter { $0.severity != .informs }.map(\.reason.rawValue)
        return ([Self.note(on: reading), behind].compactMap(\.self) + codes).joined(separator: ", ")
    }

    /// How far a writer is behind on what it consumes; `nil`: nobody was asked.
    private func behind(_ writer: Writer, _ endpoint: WriterEndpoint) -> String? {
        switch readiness.backlogs[endpoint.resource] {
        case .known(0, _): "backlog 0"
        case .known(let messages, let oldest): "backlog \(messages), oldest \(oldest.words)"
        case .unknown: "backlog unknown"
        case nil: writer.groups[endpoint.resource].map { "lag \($0.reading.lag)" }
        }
    }

    private static func note(on reading: EndpointReading) -> String {
        guard reading.readiness == .ready, let partitions = reading.partitions else { return reading.reason.rawValue }
        return partitions == 1 ? "1 partition" : "\(partitions) partitions"
    }

    /// Each thing that is wrong, once: many endpoints of one cluster that cannot be reached share one message.
    private var troubles: [String] {
        var seen: Set<String> = []
        return writers.flatMap(\.endpoints).map(\.reading).filter { $0.readiness != .ready }.compactMap { reading in
            guard seen.insert(reading.message).inserted else { return nil }
            let action = reading.action.isEmpty ? "" : "\n    to do: \(reading.action)"
            return "\(Self.word(for: reading.readiness)): \(reading.reason.rawValue): \(reading.message)\(action)"
        }
    }

    /// The findings with what is wanted, the gravest first.
    private var findings: [String] {
        FindingSeverity.allCases.flatMap { severity in
            readiness.findings.filter { $0.severity == severity }.map { finding in
                var lines = ["\(severity.rawValue): \(finding.reason.rawValue): \(finding.message)"]
                lines.append("    seen: \(finding.seen); wanted: \(finding.wanted)")
                lines.append("    to do: \(finding.action)")
                if !finding.writers.isEmpty { lines.append("    writers: \(WriterStatus.list(finding.writers))") }
                return lines.joined(separator: "\n")
            }
        }
    }

    private var summary: String {
        let counts = EndpointReading.Readiness.allCases.map { "\(count(of: $0)) \(Self.word(for: $0))" }
        let looked = readiness.observer.map { ", seen as \($0)" } ?? ""
        let found = FindingSeverity.allCases.compactMap { severity in
            let count = readiness.findings.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)"
        }
        let findings = found.isEmpty ? "" : "; findings: " + found.joined(separator: ", ")
        return counts.joined(separator: ", ") + findings + looked
    }

    private static func name(of resource: WriterEndpoint.Resource) -> String {
        switch resource {
        case .kafkaTopic(let name): "topic \(name)"
        case .pubSubTopic(_, let id): "topic \(id)"
        case .pubSubSubscription(_, let id, _): "subscription \(id)"
        }
    }

    private static func word(for verdict: EndpointReading.Readiness) -> String {
        verdict == .notReady ? "not ready" : verdict.rawValue
    }

    private static func colour(of verdict: EndpointReading.Readiness) -> Int {
        switch verdict {
        case .ready: 32
        case .notReady: 31
        case .unknown: 33
        }
    }
}
