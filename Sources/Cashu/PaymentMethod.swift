/// How money comes in and goes out. The raw value is what stands in paths and answers.
package enum PaymentMethod: String, Sendable, CaseIterable {
    /// Invoices, each of which is paid once (NUT-23).
    case bolt11
    /// Offers, which are paid any number of times (NUT-25).
    case bolt12
}
