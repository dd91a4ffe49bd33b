// An operation ends once.
@testable import MintCore

func misuse(_ duty: consuming Duty) {  // expected-error {{'duty' consumed more than once}}
    duty.discharge()  // expected-note {{consumed here}}
    duty.discharge()  // expected-note {{consumed again here}}
}
