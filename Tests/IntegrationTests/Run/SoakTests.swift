import TestPeers
import Testing

/// scripts/soak in short: an hour of it is for people.
@Suite("a controller under trouble for long", .requires(.controlPlane), .requires(.kubectl))
struct SoakTests {
    @Test("fault 8: neither grows nor loses its way while its connections are closed at every changed spec")
    func soak() async throws {
        let controlPlane = try await ControlPlane.shared()
        let result = try await ChildProcess.run(
            "python3",
            [
                Checkout.path("scripts/soak"), "--minutes", "0.75", "--interval", "3", "--writers", "10", "--operator",
                OperatorCLI.path, "--control-plane", controlPlane.folder,
            ], within: .seconds(300))
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("right  the cluster after"))
    }
}
