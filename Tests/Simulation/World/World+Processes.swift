/// What becomes of processes.
extension World {
    func process(of party: Party) -> MintProcess? { processes.first { $0.party === party } }

    /// As after kill -9. Another life begins some time later.
    func crash(_ party: Party) {
        guard party.state != .ended, let position = processes.firstIndex(where: { $0.party === party }) else { return }
        if !node.unended.isEmpty { covers(.inFlightAtCrash) }
        trace.note(party, "is killed")
        let process = processes[position]
        scheduler.end(party)
        process.loseRequests()
        // Its sessions end when the server notices.
        let noticing = dice.oneIn(4) ? dice.between(500...8_000) : dice.between(0...20)
        scheduler.call(scheduler.world, after: noticing) { [self] in server.letGo(process.owner) }
        scheduler.call(scheduler.world, after: dice.between(100...6_000)) { [self] in restart(at: position) }
    }

    func restart(at position: Int) {
        guard processes[position].party.state == .ended else { return }
        processes[position] = MintProcess(self, slot: position)
        processes[position].start()
    }

    func pause(_ party: Party, for milliseconds: UInt64) {
        guard party.state == .running, process(of: party) != nil else { return }
        trace.note(party, "is paused")
        scheduler.pause(party)
        scheduler.call(scheduler.world, after: milliseconds) { [self] in
            if party.state == .paused { trace.note(party, "goes on") }
            scheduler.resume(party)
        }
    }

    /// Others take it for dead until it is back.
    func loseSession(_ party: Party, _ owner: Int64, for milliseconds: UInt64) {
        trace.note(party, "loses its session")
        server.letGo(owner)
        scheduler.call(scheduler.world, after: milliseconds) { [self] in
            if party.state != .ended { server.hold(owner) }
        }
    }

    /// Everything works, and whoever was dead or asleep is back.
    func calmDown() {
        trace.note(scheduler.world, "calm")
        isCalm = true
        isDatabaseAway = false
        isSignatoryAway = false
        isNodeAway = false
        server.start()
        for position in processes.indices {
            scheduler.resume(processes[position].party)
            processes[position].party.slowness = 0
            restart(at: position)
        }
    }
}
