/// Whether `condition` becomes true within `limit`. It is asked at once and then again and again, so a test waits no
/// longer than it must; the limit is only met by what is broken.
package func eventually(
    within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var pause = Duration.milliseconds(1)
    while true {
        if try await condition() { return true }
        guard clock.now < deadline else { return false }
        do {
            try await clock.sleep(for: pause)
        } catch {
            return false  // cancelled: nobody waits for the answer
        }
        pause = min(pause * 2, .milliseconds(50))
    }
}
