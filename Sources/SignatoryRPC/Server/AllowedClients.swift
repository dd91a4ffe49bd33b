/// Who may connect to a socket, as the kernel names him at the other end: unix(7), SO_PEERCRED.
package struct AllowedClients: Sendable, Equatable {
    package var users: Set<UInt32>
    /// Of the process that connects, its effective group; its supplementary groups are not seen.
    package var groups: Set<UInt32>

    package init(users: Set<UInt32> = [], groups: Set<UInt32> = []) {
        self.users = users
        self.groups = groups
    }

    /// Each list that is not empty must hold him. Two empty lists hold nobody.
    func contain(user: UInt32, group: UInt32) -> Bool {
        guard !users.isEmpty || !groups.isEmpty else { return false }
        return (users.isEmpty || users.contains(user)) && (groups.isEmpty || groups.contains(group))
    }
}
