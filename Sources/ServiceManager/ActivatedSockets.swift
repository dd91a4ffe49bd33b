internal import CProcess
internal import LocalSockets

/// The sockets that the service manager opened for this program before it started it: sd_listen_fds(3).
package enum ActivatedSockets {
    /// SD_LISTEN_FDS_START.
    private static let firstDescriptor: Int32 = 3
    /// More than any unit of ours names.
    private static let maximumCount: Int32 = 16

    /// The descriptors by their names, none when there are none for this process. To be called once.
    ///
    /// - Parameter names: of the sockets that this program knows. Any other is refused: its clients would wait for ever.
    package static func take(
        _ names: Set<String>, from environment: ServiceEnvironment = .ofThisProcess
    ) throws(ServiceManagerError) -> [String: Int32] {
        try take(names, from: environment, firstDescriptor: firstDescriptor)
    }

    static func take(
        _ names: Set<String>, from environment: ServiceEnvironment, firstDescriptor: Int32
    ) throws(ServiceManagerError) -> [String: Int32] {
        guard let text = environment["LISTEN_FDS"], environment["LISTEN_PID"] != nil,
            try environment.isMeantForThisProcess("LISTEN_PID")
        else { return [:] }
        guard let count = Int32(text), (0...maximumCount).contains(count) else {
            throw .environment("LISTEN_FDS", problem: "is no number of sockets: \(text)")
        }
        guard count > 0 else { return [:] }
        let given = environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard given.count == Int(count) else {
            throw .environment("LISTEN_FDNAMES", problem: "does not name \(count) sockets (FileDescriptorName=)")
        }
        var sockets: [String: Int32] = [:]
        for (name, descriptor) in zip(given.map(String.init), firstDescriptor..<(firstDescriptor + count)) {
            guard names.contains(name), sockets[name] == nil else { throw .unexpectedSocket(name) }
            let status = mint_close_on_exec(descriptor)
            guard status == 0 else { throw .system("the socket '\(name)'", problem: Errno.text(status)) }
            sockets[name] = descriptor
        }
        return sockets
    }
}
