import ArgumentParser
import PersistenceOperator

extension PodSecurityLevel: ExpressibleByArgument {}

/// What objects are rendered with, beside the spec.
struct RenderOptions: ParsableArguments {
    @Option(help: "The name that tells this spec's objects from those of other specs in the namespace.")
    var instance = RenderSettings.defaultInstance

    @Option(help: "How strict the pods' security context is; images that run as root do not start under restricted.")
    var podSecurity = PodSecurityLevel.baseline

    @Flag(help: "Autoscalers may go down to 0 replicas: the server has the feature gate HPAScaleToZero on.")
    var hpaScaleToZero = false

    @Option(
        help: ArgumentHelp(
            """
            A TriggerAuthentication of the writers' namespace with which KEDA logs in to Kafka (username, password, ca); where \
            the login is a k8s:// Secret or AWS_MSK_IAM one is made.
            """, valueName: "name"))
    var kedaAuthentication: String?

    /// The settings, with provenance.
    func settings() throws -> RenderSettings {
        var settings = try RenderSettings(
            instance: instance, podSecurity: podSecurity, hpaScaleToZero: hpaScaleToZero)
        try settings.setAuthentication(ofKEDA: kedaAuthentication)
        return settings
    }
}
