internal import CProcess
internal import LocalSockets

/// Tells the service manager how this program is: sd_notify(3), whose protocol is a datagram of lines.
package struct ServiceNotifier: Sendable {
    package enum State: Sendable, Equatable {
        /// The program serves.
        case ready
        /// The program has begun to end.
        case stopping
        /// For whoever asks `systemctl status`.
        case status(String)
        /// The program is alive. It is killed when this is not said in time.
        case watchdog
    }

    /// `nil` when nobody wants to know.
    private let address: String?

    /// - Throws: when the address is of a kind that this release does not know.
    package init(_ environment: ServiceEnvironment = .ofThisProcess) throws(ServiceManagerError) {
        address = environment["NOTIFY_SOCKET"]
        guard let address else { return }
        guard address.hasPrefix("/") || address.hasPrefix("@") else {
            throw .environment("NOTIFY_SOCKET", problem: "is neither a path nor an abstract address: \(address)")
        }
    }

    /// May wait some seconds when the service manager is busy.
    package func send(_ states: State...) throws(ServiceManagerError) {
        guard let address else { return }
        let bytes = Array(states.map(\.line).joined(separator: "\n").utf8)
        let status = unsafe bytes.withUnsafeBytes { unsafe mint_unix_send(address, $0.baseAddress, UInt($0.count)) }
        guard status == 0 else { throw .system("the service manager at \(address)", problem: Errno.text(status)) }
    }
}

extension ServiceNotifier.State {
    fileprivate var line: String {
        switch self {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        // A line of its own would be another message.
        case .status(let text): "STATUS=" + text.map { $0.isNewline ? " " : String($0) }.joined()
        case .watchdog: "WATCHDOG=1"
        }
    }
}
