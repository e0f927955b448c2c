import Documents
import KubeClient
import WriterSpecs

/// Where what changes comes from.
extension Planner {
    /// The step with the provenance of what changes, for which the writer is rendered once more.
    func finished(_ step: PlanStep, spec: ResolvedSpec, writer: ResolvedWriter?) -> PlanStep {
        guard step.changes.contains(where: { $0.provenance == nil && $0.new != nil }) else { return step }
        let recording = renderer.recordingProvenance(true)
        let objects = writer.map { recording.render($0, of: spec).objects } ?? recording.sharedObjects(of: spec)
        guard let object = objects.first(where: { $0.kind == step.object.kind && $0.name == step.object.name }) else {
            return step
        }
        var copy = step
        copy.changes = step.changes.map { change in
            var change = change
            if change.provenance == nil, change.new != nil {
                change.provenance = object.provenance(ofChange: change.path)
            }
            return change
        }
        return copy
    }
}

extension RenderedObject {
    /// Where a change comes from: as `provenance(of:)`, else that of the first field below it; what the plan itself adds is
    /// the operator's.
    fileprivate func provenance(ofChange path: FieldPath) -> Provenance {
        let path = path.inRenderedContainer
        if let provenance = provenance(of: path) { return provenance }
        let below = provenance.filter { $0.key.elements.starts(with: path.elements) }
        return below.min { $0.key.description < $1.key.description }?.value
            ?? .operatorDefault("what the operator remembers on its objects")
    }
}

extension FieldPath {
    /// The path as it was rendered: an adopted Deployment's container may have another name.
    fileprivate var inRenderedContainer: FieldPath {
        var path = self
        for (index, element) in elements.enumerated() where index > 0 && elements[index - 1] == .field("containers") {
            if case .key = element { path.elements[index] = .key(["name": .string(AdoptedShape.renderedContainer)]) }
        }
        return path
    }
}
