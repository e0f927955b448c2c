import Documents
import HTTPTransport
import TestPeers
import Testing

@testable import KubeClient

@Suite("Kubeconfig")
struct KubeconfigTests {
    /// "Q0E=" is "CA" in base64.
    static let good = """
        apiVersion: v1
        kind: Config
        current-context: dev
        clusters:
        - name: one
          cluster:
            server: https://one.example:6443/prefix/
            certificate-authority-data: Q0E=
            tls-server-name: kubernetes
            proxy-url: socks5://proxy:1080
        - name: two
          cluster: {server: "https://[::1]:6443"}
        users:
        - name: admin
          user: {client-certificate-data: Q0E=, client-key-data: Q0E=}
        - name: robot
          user: {token: secret-token, as: other, as-groups: [a, b], as-uid: "7"}
        contexts:
        - name: dev
          context: {cluster: one, user: admin, namespace: writers}
        - name: production
          context: {cluster: two, user: robot}
        - name: nobody
          context: {cluster: two}
        """

    private func load(
        _ texts: String..., context: String? = nil, allowsInsecureTLS: Bool = false
    ) throws -> KubeConfiguration {
        let paths = try texts.map { try Scratch.file("config", $0) }
        return try KubeConfiguration.load(
            KubeConfigurationOptions(context: context, allowsInsecureTLS: allowsInsecureTLS),
            environment: KubeEnvironment(variables: ["KUBECONFIG": paths.joined(separator: ":")]))
    }

    private func error(
        _ text: String, context: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> KubeConfigurationError {
        try #require(throws: KubeConfigurationError.self, sourceLocation: sourceLocation) {
            try load(text, context: context)
        }
    }

    /// A kubeconfig of one context with these members of its cluster and user, in flow style.
    private func simple(cluster: String = "", user: String = "") -> String {
        """
        current-context: x
        contexts: [{name: x, context: {cluster: x, user: x}}]
        clusters: [{name: x, cluster: {server: "https://x:1"\(cluster.isEmpty ? "" : ", \(cluster)")}}]
        users: [{name: x, user: {\(user)}}]
        """
    }

    @Test("reads the current context")
    func currentContext() throws {
        let configuration = try load(Self.good)
        #expect(configuration.server == "https://one.example:6443/prefix")
        #expect(configuration.namespace == "writers")
        #expect(configuration.tls.serverName == "kubernetes")
        #expect(configuration.tls.verification == .full)
        #expect(configuration.proxy == .url("socks5h://proxy:1080"))
        #expect(configuration.tls.identity?.key == Array("CA".utf8))
        guard case .pem(let text) = configuration.tls.trustRoots else {
            Issue.record("the authority is not the one of the file")
            return
        }
        #expect(text == Array("CA".utf8))
        #expect(configuration.origin.hasPrefix("context 'dev' of "))
    }

    @Test("reads another context, with a token and another user to act for")
    func otherContext() throws {
        let configuration = try load(Self.good, context: "production")
        #expect(configuration.server == "https://[::1]:6443")
        #expect(configuration.namespace == "default")
        guard case .token("secret-token") = configuration.credentials else {
            Issue.record("not the token")
            return
        }
        #expect(configuration.impersonation?.user == "other")
        #expect(configuration.impersonation?.groups == ["a", "b"])
        #expect(configuration.impersonation?.uid == "7")
        guard case .none = try load(Self.good, context: "nobody").credentials else {
            Issue.record("a context without user has no credentials")
            return
        }
    }

    @Test("reads JSON too")
    func json() throws {
        let text = #"""
            {"current-context": "x", "contexts": [{"name": "x", "context": {"cluster": "x"}}],
             "clusters": [{"name": "x", "cluster": {"server": "https:\/\/x:1"}}]}
            """#
        #expect(try load(text).server == "https://x:1")
    }

    @Test("of several files the first that has an entry wins, and entries are not mixed")
    func merging() throws {
        let first = """
            contexts: [{name: a, context: {cluster: one, user: robot}}]
            users: [{name: robot, user: {username: u}}]
            """
        let configuration = try load(first, Self.good, context: "a")
        #expect(configuration.server == "https://one.example:6443/prefix")
        guard case .basic(user: "u", password: "") = configuration.credentials else {
            Issue.record("the token of the second file is mixed in")
            return
        }
        #expect(try load(first, Self.good).namespace == "writers")
        #expect(try load("", Self.good).namespace == "writers")
    }

    @Test("files of KUBECONFIG that do not exist are passed over; --kubeconfig must exist")
    func missingFiles() throws {
        let path = try Scratch.file("config", Self.good)
        let environment = KubeEnvironment(variables: ["KUBECONFIG": "/nonexistent/a:\(path)"])
        #expect(try KubeConfiguration.load(environment: environment).namespace == "writers")
        let error = try #require(throws: KubeConfigurationError.self) {
            try KubeConfiguration.load(
                KubeConfigurationOptions(kubeconfig: "/nonexistent/a"), environment: environment)
        }
        #expect(error.code == .unreadable)
        #expect(error.description.contains("/nonexistent/a"))
    }

    @Test("without any kubeconfig the error says where it was looked for")
    func nothing() throws {
        let error = try #require(throws: KubeConfigurationError.self) {
            try KubeConfiguration.load(environment: KubeEnvironment(variables: ["HOME": "/nonexistent"]))
        }
        #expect(error.code == .notFound)
        #expect(error.description.contains("/nonexistent/.kube/config"))
        #expect(error.description.contains("KUBERNETES_SERVICE_HOST"))
    }

    @Test("a missing context, cluster or user is named, with what was probably meant")
    func missingEntries() throws {
        #expect(try error(Self.good, context: "prodution").description.contains("did you mean 'production'?"))
        let other = try error(Self.good, context: "zzz")
        #expect(other.code == .missingEntry)
        #expect(other.description.contains("there are: dev, nobody, production"))
        let noCluster = Self.good.replacing("cluster: one", with: "cluster: onne")
        #expect(try error(noCluster).description.contains("'onne', which does not exist; did you mean 'one'?"))
        let noUser = Self.good.replacing("user: admin", with: "user: zzz")
        #expect(try error(noUser).description.contains("the user 'zzz', which does not exist"))
        let noCurrent = Self.good.replacing("current-context: dev", with: "")
        #expect(try error(noCurrent).description.contains("--context"))
    }

    @Test("relative paths begin at the file's folder, absolute ones do not")
    func paths() throws {
        let authority = try Scratch.file("ca.crt", "CA")
        let bare = String(authority.split(separator: "/").last ?? "")
        for path in [authority, bare] {
            let configuration = try load(simple(cluster: "certificate-authority: \(path)", user: "tokenFile: \(bare)"))
            guard case .file(let found) = configuration.tls.trustRoots,
                case .tokenFile(let token) = configuration.credentials
            else {
                Issue.record("not files")
                return
            }
            #expect(found == authority)
            #expect(token == authority)
        }
    }

    @Test("a missing authority is an error and never turns the check off")
    func missingAuthority() throws {
        let error = try error(simple(cluster: "certificate-authority: nowhere.crt"))
        #expect(error.code == .unreadable)
        #expect(error.description.contains("nowhere.crt"))
        // Without any authority the system's are used, with all checks.
        #expect(try load(simple()).tls.verification == .full)
    }

    @Test("insecure-skip-tls-verify is refused unless asked for, and then warned of")
    func insecure() throws {
        let text = simple(cluster: "insecure-skip-tls-verify: true")
        let error = try error(text)
        #expect(error.code == .insecure)
        #expect(error.description.contains("--insecure-skip-tls-verify"))
        let configuration = try load(text, allowsInsecureTLS: true)
        #expect(configuration.tls.verification == .disabledAtUserRequest)
        #expect(configuration.warnings.count == 1)
        // The word of a person alone changes nothing.
        let secure = try load(simple(), allowsInsecureTLS: true)
        #expect(secure.tls.verification == .full)
        #expect(secure.warnings.isEmpty)
    }

    @Test(
        "wrong values are named with file and place, and never shown",
        arguments: [
            ("", "token: 1234567", KubeConfigurationError.Code.invalidValue, "users[x].token must be a string"),
            ("certificate-authority-data: '%%%secret'", "", .invalidValue, "clusters[x].certificate-authority-data"),
            ("", "client-certificate-data: Q0E=", .missingEntry, "no client-key"),
            ("", "client-key-data: Q0E=", .missingEntry, "no client-certificate"),
            ("insecure-skip-tls-verify: maybe", "", .invalidValue, "must be true or false"),
            ("", "auth-provider: {name: gcp}", .unsupported, "use an exec plugin"),
            ("", "as-groups: [a]", .invalidValue, "needs a user in 'as'"),
            ("", "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", .unsupported, "v1beta1"),
            ("", "exec: {apiVersion: client.authentication.k8s.io/v1}", .missingEntry, "has no command"),
            ("", "as-user-extra: {scopes: [a]}", .unsupported, "as-user-extra"),
        ])
    func wrongValues(cluster: String, user: String, code: KubeConfigurationError.Code, text: String) throws {
        let error = try error(simple(cluster: cluster, user: user))
        #expect(error.code == code)
        #expect(error.description.contains(text))
        #expect(!error.description.contains("secret"))
        #expect(!error.description.contains("1234567"))
    }

    @Test(
        "what is no kubeconfig is told with file and line",
        arguments: ["- a", "kind: Pod", "a: [", "\t", "clusters: 1", "clusters: [{cluster: {}}]", "contexts: [1]"])
    func noKubeconfig(text: String) throws {
        let error = try error(text)
        #expect(error.code == .syntax || error.code == .invalidValue || error.code == .missingEntry)
        #expect(error.description.contains("config"))
    }

    @Test("a server must be a URL", arguments: ["x:6443", "ftp://x", "https://x y", "https://x?y", "''"])
    func servers(server: String) throws {
        let text = simple().replacing("https://x:1", with: server.replacing("'", with: ""))
        #expect(try error(text).description.contains("server"))
    }

    @Test("an exec plugin with all it has")
    func plugin() throws {
        let configuration = try load(
            simple(
                cluster: "certificate-authority-data: Q0E=, extensions: [{name: client.authentication.k8s.io/exec, "
                    + "extension: {audience: x}}]",
                user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/login, args: [a, b], "
                    + "env: [{name: A, value: b}], interactiveMode: Never, provideClusterInfo: true, installHint: get it}"
            ))
        guard case .plugin(let plugin) = configuration.credentials else {
            Issue.record("no plugin")
            return
        }
        #expect(plugin.command.hasPrefix("/") && plugin.command.hasSuffix("/./bin/login"))
        #expect(plugin.arguments == ["a", "b"])
        #expect(plugin.environment == ["A": "b"])
        #expect(plugin.interactiveMode == .never)
        #expect(plugin.installHint == "get it")
        #expect(
            plugin.clusterInfo?.members == [
                "server": "https://x:1", "certificate-authority-data": "Q0E=", "config": ["audience": "x"],
            ])
    }

    @Test("descriptions and dumps show no secret")
    func noSecrets() throws {
        let configuration = try load(Self.good, context: "production")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!(dumped + "\(configuration.credentials)").contains("secret-token"))
    }
}
