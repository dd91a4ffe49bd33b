// No column holds a Double: money has no fractions here.
import Storage

func misuse(_ amount: Double) -> SQL {
    "SELECT id FROM coin WHERE amount = \(amount)"
    // expected-error@-1 {{no exact matches in call to instance method 'appendInterpolation'}}
}
