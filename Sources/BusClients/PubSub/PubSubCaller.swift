import Documents
import HTTPTransport

/// Sends requests about one topic or subscription at a time; many callers' requests share one client, which bounds them.
struct PubSubCaller: Sendable {
    /// A request that may get another answer soon is sent this many times.
    private static let attempts = 3

    let client: HTTPClient
    let url: String
    let access: GoogleAccess?
    let renewal: GoogleRenewal
    let deadline: ContinuousClock.Instant

    /// `METHOD /v1/projects/P/topics/T` or `METHOD /v1/projects/P/subscriptions/S`. The method must be one that may be repeated.
    func ask(_ method: HTTPMethod, _ name: PubSubName, body: JSONValue? = nil) async -> PubSubAnswer {
        var answer = await send(method, name, body)
        var pause = Duration.milliseconds(200)
        for _ in 1..<Self.attempts {
            // Jitter, so that many readers refused at once do not come back at once.
            let wait = pause * Double.random(in: 0.5...1)
            guard answer.mayPass, .now + wait < deadline, (try? await Task.sleep(for: wait)) != nil else { break }
            answer = await send(method, name, body)
            pause *= 2
        }
        return answer
    }

    private func send(_ method: HTTPMethod, _ name: PubSubName, _ body: JSONValue?) async -> PubSubAnswer {
        let answer = await send(method, name, body, as: access)
        // The token may have been revoked, or its end have been told wrongly.
        guard answer.isUnauthenticated, let fresh = await renewal.access() else { return answer }
        return await send(method, name, body, as: fresh)
    }

    private func send(
        _ method: HTTPMethod, _ name: PubSubName, _ body: JSONValue?, as access: GoogleAccess?
    ) async -> PubSubAnswer {
        var headers = access?.headers ?? [:]
        headers.add("Accept", "application/json")
        if body != nil { headers.add("Content-Type", "application/json") }
        let request = HTTPRequest(
            method, "\(url)/v1/\(name.path)", headers: headers, body: body.map { Array($0.text().utf8) },
            timeout: deadline - .now)
        do {
            return PubSubAnswer(try await client.collect(request, limit: 1 << 20))
        } catch let error as HTTPTransportError {
            return .failed(error)
        } catch {
            return .failed(HTTPTransportError(.unknown, "unexpected failure"))
        }
    }
}
