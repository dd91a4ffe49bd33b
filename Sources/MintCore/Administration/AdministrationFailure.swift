/// Why an operator does not get what he asks for. The texts are for him.
package enum AdministrationFailure: Error, Sendable {
    /// There is no such operation, or incident.
    case unknown(String)
    /// What is asked for must not be done, or not now.
    case refused(String)
    case failed(MintFailure)
}
