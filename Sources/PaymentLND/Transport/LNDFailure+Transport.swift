internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension LNDFailure {
    /// What an error of the HTTP client means. Only those that can arise before a connection exists prove that nothing
    /// was sent; every other may come after the node has read the request.
    init(transport error: any Error) {
        switch error {
        case let error as NIOConnectionError:
            self = .unreachable(error.connectionErrors.first.map { "\($0.error)" } ?? "\(error)")
        case let error as IOError where error.errnoCode == ECONNREFUSED: self = .unreachable("\(error)")
        case let error as HTTPClientError where Self.beforeConnecting.contains(error):
            self = .unreachable("\(error)")
        case NIOSSLError.handshakeFailed: self = .untrusted("\(error)")
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = .untrusted("the certificate is not for this host name: add it to LND's tlsextradomain or tlsextraip")
        default: self = .interrupted("\(error)")
        }
    }

    private static let beforeConnecting: [HTTPClientError] = [
        .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
    ]
}
