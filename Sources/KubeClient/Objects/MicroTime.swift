import FoundationEssentials

/// Times as Kubernetes writes them with microseconds (metav1.MicroTime): in Leases and events.
public enum MicroTime {
    /// `2026-01-02T03:04:05.678000Z`: to the millisecond.
    public static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)).dropLast() + "000Z"
    }
}
