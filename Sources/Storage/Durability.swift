/// When a commit may be answered.
package enum Durability: Sendable {
    /// Once it is on the disk. For everything that the outside world is then told.
    case synced
    /// Once it is visible to everyone here. A loss of power may take it back, but never a later commit without it: for
    /// reservations, which mean nothing unless a synced commit follows.
    case deferred
}
