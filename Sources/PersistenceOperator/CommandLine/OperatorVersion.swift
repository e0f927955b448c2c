/// The version of this program.
public enum OperatorVersion {
    /// `MAJOR.MINOR.PATCH` (semver.org): what `--version`, the metric `…_build_info` and exported telemetry say.
    public static let current = "0.1.0"
}
