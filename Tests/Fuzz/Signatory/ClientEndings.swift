#if DEBUG
    import Dispatch
    import FuzzSupport
    import SignatoryAPI
    import Synchronization

    @testable import SignatoryRPC

    /// What the tasks of a mint got from a connection that is over.
    struct ClientEndings {
        private(set) var answers: [PendingCall.Answer] = []

        private static let patience = DispatchTimeInterval.seconds(20)

        private final class Result: Sendable {
            let endings = Mutex<ClientEndings?>(nil)
        }

        /// Waits for them, as the connection has nothing to wait for any more.
        static func of(_ calls: [PendingCall], _ queues: [EventQueue]) -> ClientEndings {
            let result = Result()
            let done = DispatchSemaphore(value: 0)
            Task {
                var endings = ClientEndings()
                for call in calls { endings.answers.append(await call.answer.value()) }
                for queue in queues { await read(queue) }
                result.endings.withLock { [endings] in $0 = endings }
                done.signal()
            }
            require(done.wait(timeout: .now() + patience) == .success, "every stream of events ends")
            guard let endings = result.endings.withLock({ $0 }) else { preconditionFailure("it was set before") }
            return endings
        }

        /// As a mint does: puts publications together until one is malformed.
        private static func read(_ queue: EventQueue) async {
            var assembly = PublicationAssembly(identity: TrueServer.identity, have: nil)
            do throws(SignatoryError) {
                while let event = try await queue.next() {
                    guard case .published(let publication) = try assembly.receive(event) else { continue }
                    require(
                        publication.isAuthentic && publication.identity == TrueServer.identity,
                        "a publication is believed for its signature alone")
                    require(publication.keysets.count <= KeysetPublication.maximumKeysets, "no more than the most")
                    require(assembly.have?.generation == publication.generation, "the last one is known")
                }
            } catch {
                return  // A mint closes the connection, and takes no keyset of it.
            }
        }
    }
#endif
