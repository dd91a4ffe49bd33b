import Glibc
import Storage
import Synchronization

/// Stands between an engine and its server, and cuts or bends what goes through.
final class PostgresRelay: Sendable {
    /// What happens to a COMMIT.
    enum Fault: Sendable {
        /// It does not reach the server.
        case cutBefore
        /// It reaches the server, and the connection is cut when the answer comes.
        case cutAfter
        /// It reaches the server, and the engine's side is cut at once. The server's side stays until it answers.
        case cutClient
        /// It is answered as if it had been an empty statement: "ready", and not what was done.
        case loseTag
    }

    private let descriptor: Int32
    private let shared: RelayState
    let port: UInt16

    init() throws {
        let (descriptor, port) = try LocalSocket.listening()
        (self.descriptor, self.port) = (descriptor, port)
        let shared = RelayState()
        self.shared = shared
        _ = WorkerThread {
            // shutdown(2) of the listening socket ends it.
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { break }
                shared.serve(client)
            }
            Glibc.close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        shared.cutAll()
    }

    /// The URL that leads through here to the server of `url`, which must name a port of 127.0.0.1.
    func url(to url: String) -> String {
        let host = "@127.0.0.1:"
        guard let range = url.firstRange(of: host) else { preconditionFailure("the tests' server is on 127.0.0.1") }
        let number = url[range.upperBound...].prefix { $0.isNumber }
        guard let server = UInt16(number) else { preconditionFailure("a port is a number") }
        shared.lead(to: server)
        return url[..<range.lowerBound] + host + "\(port)" + url[number.endIndex...]
    }

    /// What happens to the next COMMIT, once.
    /// - Parameter before: runs before it is passed on.
    func atCommit(_ fault: Fault, before: @escaping @Sendable () -> Void = {}) {
        shared.arm(RelayState.Trap(fault: fault, before: before))
    }

    /// Whether the fault has struck.
    var hasStruck: Bool { shared.hasStruck }

    /// Cuts every connection.
    func cutAll() { shared.cutAll() }

    /// Whether new connections are cut at once.
    func refuse(_ isRefusing: Bool) { shared.refuse(isRefusing) }
}

/// What the threads of a relay share.
final class RelayState: Sendable {
    struct Trap: Sendable {
        let fault: PostgresRelay.Fault
        let before: @Sendable () -> Void
    }

    private struct State {
        var server: UInt16 = 0
        var trap: Trap?
        var hasStruck = false
        var isRefusing = false
        var links: [ObjectIdentifier: RelayedLink] = [:]
    }

    private let state = Mutex(State())

    var hasStruck: Bool { state.withLock { $0.hasStruck } }
    func lead(to server: UInt16) { state.withLock { $0.server = server } }
    func arm(_ trap: Trap) { state.withLock { $0.trap = trap } }
    func refuse(_ isRefusing: Bool) { state.withLock { $0.isRefusing = isRefusing } }
    func cutAll() { for link in state.withLock({ Array($0.links.values) }) { link.cut() } }

    func takeTrap() -> Trap? {
        state.withLock { state in
            defer { state.trap = nil }
            return state.trap
        }
    }

    func strike() { state.withLock { $0.hasStruck = true } }

    func serve(_ client: Int32) {
        let (server, isRefusing) = state.withLock { ($0.server, $0.isRefusing) }
        guard !isRefusing, let descriptor = try? LocalSocket.connected(to: server) else {
            Glibc.close(client)
            return
        }
        let link = RelayedLink(client: client, server: descriptor, state: self)
        state.withLock { $0.links[ObjectIdentifier(link)] = link }
        link.start()
    }

    func forget(_ link: RelayedLink) { _ = state.withLock { $0.links.removeValue(forKey: ObjectIdentifier(link)) } }
}
