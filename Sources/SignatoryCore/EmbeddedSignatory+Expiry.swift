internal import Logging
internal import SignatoryAPI

extension EmbeddedSignatory {
    /// Calls `retireExpired()` once a minute, until its task is cancelled. That a keyset has expired is checked at each
    /// request anyway.
    package func retireExpiredEveryMinute() async {
        while !Task.isCancelled {
            do throws(SignatoryError) {
                try await retireExpired()
            } catch {
                logger.error("expired keysets could not be retired", metadata: ["error": "\(error.detail)"])
            }
            // Cancelled: the loop ends.
            try? await Task.sleep(for: .seconds(60))
        }
    }
}
