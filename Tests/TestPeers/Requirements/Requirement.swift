import FoundationEssentials
import Glibc
import Testing

/// Something that a machine may lack and a test needs. Where it is missing the test is skipped, visibly; where `CI` is
/// `true` it fails instead, so that nothing is skipped there by accident.
public struct Requirement: Sendable {
    /// What it is, for people.
    public let name: String
    /// What to do where it is missing.
    public let remedy: String
    private let isMet: @Sendable () -> Bool

    /// Makes a requirement.
    public init(_ name: String, remedy: String, isMet: @escaping @Sendable () -> Bool) {
        self.name = name
        self.remedy = remedy
        self.isMet = isMet
    }

    /// Whether it is met here.
    public func check() throws -> Bool {
        if isMet() { return true }
        if ProcessInfo.processInfo.environment["CI"] == "true" {
            throw TestPeerError("\(name) is missing, and CI skips nothing: \(remedy)")
        }
        return false
    }

    /// A program along `PATH`.
    public static func program(_ name: String, remedy: String = "scripts/setup") -> Requirement {
        Requirement(name, remedy: remedy) { Program.path(of: name) != nil }
    }

    /// kube-apiserver and etcd.
    public static let controlPlane = Requirement("the control plane", remedy: "scripts/control-plane assets") {
        ["kube-apiserver", "etcd"].allSatisfy(ControlPlaneAssets.has)
    }

    /// A control plane with the controllers that make Pods of Deployments and collect garbage.
    public static let controllers = Requirement(
        "kube-controller-manager", remedy: "scripts/control-plane assets, or one in KUBEBUILDER_ASSETS"
    ) {
        ["kube-apiserver", "etcd", "kube-controller-manager"].allSatisfy(ControlPlaneAssets.has)
    }

    /// kubectl.
    public static let kubectl = program("kubectl")

    /// The Google Cloud CLI. Neither Debian nor PyPI have it.
    public static let gcloud = program("gcloud", remedy: "install the Google Cloud CLI")

    /// A file system of a process's own.
    public static let mountNamespace = Requirement("the right to mount", remedy: "run the tests as root") {
        geteuid() == 0 && Program.path(of: "unshare") != nil
    }

    /// Prometheus' checker of metrics and rules.
    public static let promtool = Requirement("promtool", remedy: "scripts/promtool") {
        FileManager.default.isExecutableFile(atPath: Promtool.path)
    }

    /// The Python interpreter with the packages of Tests/requirements.txt.
    public static let python = Requirement("the Python environment of the tests", remedy: "scripts/python-peers") {
        FileManager.default.isExecutableFile(atPath: PythonPeers.interpreter)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where the requirement is missing, and fails it if that is in CI.
    public static func requires(_ requirement: Requirement) -> Self {
        .enabled("needs \(requirement.name): \(requirement.remedy)") { try requirement.check() }
    }
}
