internal import Glibc
package import Lightning

extension LNDConfiguration {
    /// From the files that an operator names.
    package init(
        address: String, certificateFile: String, macaroonFile: String, preimageKeyFile: String,
        network: LightningNetwork
    ) throws(LNDConfigurationError) {
        let certificate = try Self.content(of: certificateFile, as: .certificate) ?? []
        guard let macaroon = Macaroon(try Self.content(of: macaroonFile, as: .macaroon) ?? []) else {
            throw .unusable(.macaroon, macaroonFile, "it is no macaroon")
        }
        do throws(LNDConfigurationError) {
            try self.init(
                address: address, certificate: certificate, macaroon: macaroon,
                preimageKey: try PreimageKey(file: preimageKeyFile), network: network)
        } catch .unusable(.certificate, _, let reason) {
            throw .unusable(.certificate, certificateFile, reason)
        }
    }

    private static let maximumBytes = 1 << 20

    /// `nil` only when the file does not exist and need not.
    static func content(
        of path: String, as file: LNDFile, orNone: Bool = false
    ) throws(LNDConfigurationError) -> [UInt8]? {
        // Without O_NONBLOCK a pipe in place of the file would be waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if orNone, errno == ENOENT { return nil }
            throw failure(file, path)
        }
        defer { close(descriptor) }
        if file == .preimageKey { try refuseIfOpen(descriptor, path) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(file, path) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= maximumBytes else { throw .unusable(file, path, "it is too large") }
        }
    }

    /// Whoever knows the key can take what is paid to the mint's invoices on its way.
    private static func refuseIfOpen(_ descriptor: Int32, _ path: String) throws(LNDConfigurationError) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else { throw failure(.preimageKey, path) }
        guard found.st_mode & S_IFMT == S_IFREG else { throw .unusable(.preimageKey, path, "it is no regular file") }
        guard found.st_uid == geteuid() || found.st_uid == 0 else {
            throw .unusable(.preimageKey, path, "it belongs to uid \(found.st_uid)")
        }
        guard found.st_mode & 0o077 == 0 else {
            let mode = String(found.st_mode & 0o777, radix: 8)
            throw .unusable(
                .preimageKey, path, "it has mode \(mode): others may not have any right to it (chmod 0600)")
        }
    }

    /// With the reason that the last call into the C library left.
    private static func failure(_ file: LNDFile, _ path: String) -> LNDConfigurationError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return .unusable(file, path, reason)
    }
}
