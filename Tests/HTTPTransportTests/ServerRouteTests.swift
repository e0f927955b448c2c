import Testing

@testable import HTTPTransport

@Suite("Server route")
struct ServerRouteTests {
    private func route(_ url: String, name: String = "kubernetes") -> [String]? {
        ServerRoute(serverName: name).apply(to: url).map { [$0.url, $0.connectTo, $0.host] }
    }

    @Test("the URL gets the certificate's name, the connection and the Host stay")
    func names() {
        #expect(
            route("https://10.0.0.1:6443/api?x=1") == [
                "https://kubernetes:6443/api?x=1", "kubernetes:6443:10.0.0.1:6443", "10.0.0.1:6443",
            ])
        #expect(route("https://a.example") == ["https://kubernetes:443", "kubernetes:443:a.example:443", "a.example"])
    }

    @Test("IPv6 addresses keep their brackets")
    func ipv6() {
        #expect(
            route("https://[fd00::1]:6443/x") == [
                "https://kubernetes:6443/x", "kubernetes:6443:[fd00::1]:6443", "[fd00::1]:6443",
            ])
        #expect(route("https://[fd00::1]")?[1] == "kubernetes:443:[fd00::1]:443")
        #expect(route("https://a:1", name: "fd00::2")?[0] == "https://[fd00::2]:1")
    }

    @Test("plain HTTP has no certificate, so no other name")
    func plain() {
        #expect(route("http://a:1/") == nil)
    }
}
