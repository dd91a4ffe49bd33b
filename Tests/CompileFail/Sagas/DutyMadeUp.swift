// Recovery keeps its hands off what somebody has the duty to end; who has it is known.
import Cashu
@testable import MintCore

func misuse(_ operation: OperationID, _ running: RunningOperations) -> Duty {
    Duty(taking: operation, among: running)
    // expected-error@-1 {{'Duty' initializer is inaccessible due to 'fileprivate' protection level}}
}
