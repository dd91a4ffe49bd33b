internal import Logging
internal import SignatoryAPI
internal import Synchronization

/// Follows the publications of the signatory and hands each to every connection.
final class PublicationFeed: Sendable {
    private let current = Mutex<EncodedPublication?>(nil)

    /// `nil` until the signatory has published.
    var latest: EncodedPublication? { current.withLock { $0 } }

    /// Until the task is cancelled.
    func follow(_ publications: AsyncStream<KeysetPublication>, admission: Admission, logger: Logger) async {
        for await publication in publications {
            guard let encoded = EncodedPublication(publication) else {
                logger.error("a publication has more keysets than a client accepts", metadata: [
                    "keysets": "\(publication.keysets.count)"
                ])
                continue
            }
            current.withLock { $0 = encoded }
            admission.send(.published(encoded))
        }
    }
}
