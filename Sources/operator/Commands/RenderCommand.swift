import ArgumentParser
import PersistenceOperator

extension RenderedManifests.Format: ExpressibleByArgument {}

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Prints the Kubernetes objects of a spec, without a cluster.",
        discussion: """
            Secrets are left out; a note on standard error names them. Values of additional_env_vars stand in the \
            manifests as the spec has them.
            Exit codes: 0 done, 2 some writers are held, 65 the spec is invalid.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var render: RenderOptions

    @Option(name: [.short, .long], help: "How manifests are shown.")
    var output: RenderedManifests.Format = .yaml

    @Flag(help: "Print each field with where it comes from instead of manifests.")
    var explain = false

    @Option(help: ArgumentHelp("The version of the API server to render for; default: the newest.", valueName: "x.y"))
    var kubeVersion: String?

    @Flag(help: "Render for a cluster with KEDA, which scales writers on Kafka by hpa_specs.")
    var keda = false

    func run() throws {
        let report = try RenderReport(
            spec: spec.load(asData: output == .json), settings: render.settings(),
            apiVersions: APIVersions(kubeVersion: kubeVersion, hasKEDA: keda), explains: explain)
        Console.write(report.notes, to: .error)
        Console.write(try explain ? report.explanation : report.manifests.text(output))
        Console.exit(report.exitStatus)
    }
}
