import PersistenceOperator
import Testing

@Suite struct RenderOptionsTests {
    @Test(arguments: ["", "Blue", "a_b", "-a", "a.b", String(repeating: "a", count: 64)])
    func anInstanceThatIsNoLabelIsAUsageError(instance: String) {
        #expect(throws: UsageError.self) {
            try RenderSettings(instance: instance, podSecurity: .none, hpaScaleToZero: false)
        }
    }

    @Test func theInstanceIsTakenAsItIs() throws {
        let settings = try RenderSettings(instance: "blue-2", podSecurity: .restricted, hpaScaleToZero: true)
        #expect(settings.instance == "blue-2" && settings.podSecurity == .restricted && settings.hpaScaleToZero)
        #expect(settings.recordsProvenance)
    }

    @Test func theLoginOfKEDAIsAnObjectsName() throws {
        var settings = RenderSettings()
        try settings.setAuthentication(ofKEDA: "kafka.login-1")
        #expect(settings.kedaAuthentication == "kafka.login-1")
        for name in ["Bad_Name", "", "a/b"] {
            #expect(throws: UsageError.self) { try settings.setAuthentication(ofKEDA: name) }
        }
    }

    @Test func withoutAVersionTheNewestIsRenderedFor() throws {
        #expect(try APIVersions(kubeVersion: nil) == .newest)
        #expect(try APIVersions(kubeVersion: "1.24").horizontalPodAutoscaler == "autoscaling/v2")
    }

    @Test(arguments: ["latest", "1.19", "0.9"]) func aVersionThatIsNoneOrTooOldIsAUsageError(version: String) {
        #expect(throws: UsageError.self) { try APIVersions(kubeVersion: version) }
    }
}
