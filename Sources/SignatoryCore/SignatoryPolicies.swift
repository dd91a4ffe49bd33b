/// What the operator has decided once and for all, in the configuration.
package struct SignatoryPolicies: Sendable {
    /// `nil`: keysets are rotated by hand alone.
    package var rotation: RotationSchedule?
    /// How long a signed operation is remembered. A retry that comes later is counted as a new one.
    package var operationsKeptSeconds: UInt64 = 30 * 86_400

    package init() {}
}
