package import Cashu
internal import CashuStorage
internal import Storage

/// What a process knows of a saga that is its own. Every step names it and gets the next one; a step whose hold is not
/// the last, or not this process's, changes nothing and is a conflict.
package struct SagaHold: Sendable, Equatable {
    package let operation: OperationID
    package let version: Int64

    package init(operation: OperationID, version: Int64) {
        self.operation = operation
        self.version = version
    }

    static func first(_ operation: OperationID) -> SagaHold { SagaHold(operation: operation, version: 1) }

    var next: SagaHold { SagaHold(operation: operation, version: version + 1) }

    /// A condition on a row of `saga`: it is the one that was held.
    func isCurrent(of owner: Int64) -> SQL {
        " operation_id = \(operation) AND owner = \(owner) AND version = \(version)"
    }
}
