import BusClients
import KubeClient
import WriterSpecs

/// What the controller knows of the bus.
extension InstanceController {
    /// The first look for a spec, while it is under way.
    struct BusLook {
        let revision: String
        let task: Task<Void, Never>
        /// Until when passes wait for it.
        let patience: ContinuousClock.Instant
    }

    /// How long passes wait for the first look for a spec: what was changed or deleted in the cluster is mended also where
    /// brokers do not answer, and what needs the bus is held until they do.
    private static let busPatience = Duration.seconds(1)

    /// What is known of the bus for a spec: looked at now where nobody did yet.
    func busReadiness(for accepted: SpecKeeper.Accepted) async -> BusReadiness {
        if bus?.revision != accepted.revision {
            let look = look(for: accepted)
            while looking?.revision == look.revision, clock.now < look.patience, !Task.isCancelled {
                await busBell.wait(until: look.patience, clock: clock)
            }
        }
        guard let bus, bus.revision == accepted.revision else { return .pending }
        return bus.readiness
    }

    private func look(for accepted: SpecKeeper.Accepted) -> BusLook {
        if let looking, looking.revision == accepted.revision { return looking }
        looking?.task.cancel()
        let fresh = BusLook(
            revision: accepted.revision, task: Task { await self.lookAtBus(accepted) },
            patience: clock.now.advanced(by: Self.busPatience))
        looking = fresh
        return fresh
    }

    /// Looks at the bus at once; what later looks find is told to the controller.
    private func lookAtBus(_ accepted: SpecKeeper.Accepted) async {
        let readiness = await busWatch.look(at: accepted.spec, revision: accepted.revision, for: settings.name) {
            [weak self] in await self?.take($0)
        }
        guard !Task.isCancelled, let look = looking, look.revision == accepted.revision else { return }
        looking = nil
        if let readiness { take(BusWatch.Look(readiness: readiness, revision: accepted.revision)) }
        if clock.now >= look.patience { trigger(.bus) }
        busBell.ring()
    }

    /// Makes a pass where the bus is seen differently than before.
    func take(_ look: BusWatch.Look) {
        guard look.revision == keeper.accepted?.revision else { return }
        metrics.show(look.readiness, instance: settings.name)
        let before = bus
        bus = look
        guard let before, before.revision == look.revision else { return }
        if !before.readiness.isSame(as: look.readiness) { trigger(.bus) }
    }
}
