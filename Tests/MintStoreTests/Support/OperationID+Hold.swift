import Cashu
import MintStore

extension OperationID {
    /// The hold of its saga after this many writes; 1 is its beginning.
    func held(_ version: Int64 = 1) -> SagaHold { SagaHold(operation: self, version: version) }
}
