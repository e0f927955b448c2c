import BusClients

/// What is known of an object that a writer's pods need to start: the service account, a ConfigMap.
public struct PrerequisiteReading: Hashable, Sendable {
    /// The object.
    public var object: ObjectKey
    /// The verdict; unknown is neither ready nor missing.
    public var state: EndpointReading.Readiness
    /// What was found.
    public var message: String
    /// What to do.
    public var action: String

    /// Makes a reading.
    public init(object: ObjectKey, state: EndpointReading.Readiness, message: String, action: String) {
        self.object = object
        self.state = state
        self.message = message
        self.action = action
    }

    /// The hold that it causes.
    var hold: Hold {
        Hold(
            state == .unknown ? .mayPass : .needsPerson,
            reason: "\(object.kind)\(state == .unknown ? "Unknown" : "Missing")",
            message: message, action: action)
    }
}
