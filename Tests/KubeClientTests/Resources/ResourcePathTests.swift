import Testing

@testable import KubeClient

@Suite("Resource paths")
struct ResourcePathTests {
    @Test("builds the routes of the API")
    func routes() throws {
        #expect(
            try ResourcePath(.deployments, namespace: "a", name: "b").target
                == "/apis/apps/v1/namespaces/a/deployments/b")
        #expect(try ResourcePath(.pods, namespace: nil).target == "/api/v1/pods")
        #expect(try ResourcePath(.namespaces, namespace: nil, name: "a").target == "/api/v1/namespaces/a")
        #expect(
            try ResourcePath(.podDisruptionBudgets.served(as: "v1beta1"), namespace: "a").target
                == "/apis/policy/v1beta1/namespaces/a/poddisruptionbudgets")
        #expect(ResourcePath(fixed: "/version").target == "/version")
    }

    @Test("encodes names and parameters")
    func encoding() throws {
        var path = try ResourcePath(.configMaps, namespace: "a", name: "system:x?y#z&é")
        path.add("fieldManager", "persistence-operator/background")
        path.add("labelSelector", "a=b,c!=d e")
        path.add("dryRun", nil)
        #expect(
            path.target == "/api/v1/namespaces/a/configmaps/system%3Ax%3Fy%23z%26%C3%A9"
                + "?fieldManager=persistence-operator%2Fbackground&labelSelector=a%3Db%2Cc%21%3Dd%20e")
    }

    @Test(
        "fault 36: refuses what could lead to another path",
        arguments: [
            "", ".", "..", "../secrets/x", "a/b", "a%2Fb", "a\nb", "a b", "\u{7F}", String(repeating: "a", count: 254),
        ]
    )
    func injection(name: String) {
        #expect(throws: KubeError(.invalidRequest, "")) { try ResourcePath(.secrets, namespace: "a", name: name) }
        #expect(throws: KubeError(.invalidRequest, "")) { try ResourcePath(.secrets, namespace: name, name: "a") }
    }

    @Test("a namespace must be there exactly where it belongs")
    func namespaces() {
        #expect(throws: KubeError(.invalidRequest, "")) { try ResourcePath(.secrets, namespace: nil, name: "a") }
        #expect(throws: KubeError(.invalidRequest, "")) { try ResourcePath(.namespaces, namespace: "a", name: "a") }
    }
}
