internal import Logging
internal import MintStore
internal import Storage

extension Administration {
    private enum Resolving: Sendable {
        case done
        case unknown
        case before(Incident.Resolution)
    }

    /// An operator has dealt with it. Melts that stopped because of it go on.
    package func resolve(incident number: Int64, reason: String) async throws(AdministrationFailure) {
        try Self.check(reason)
        let resolution = Incident.Resolution(at: services.clock.now(), reason: reason)
        let resolving: Resolving
        do throws(WriteFailure) {
            resolving = try await services.write { (transaction) throws(StoreError) in
                guard let incident = try transaction.incident(number) else { return Resolving.unknown }
                if let before = incident.resolution { return .before(before) }
                try transaction.resolve(incident: number, reason: reason, at: resolution.at)
                return .done
            } evidence: { (transaction) throws(StoreError) in
                try transaction.incident(number)?.resolution == resolution ? .done : nil
            }
        } catch {
            throw .failed(error.mintFailure)
        }
        switch resolving {
        case .done: services.logger.notice("incident resolved", metadata: ["incident": "\(number)"])
        case .unknown: throw .unknown("there is no incident \(number)")
        case .before(let resolution):
            throw .refused("incident \(number) is resolved already: \(resolution.reason)")
        }
    }
}
