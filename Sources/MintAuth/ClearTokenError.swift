/// Why nobody is known by a clear token (NUT-21).
package enum ClearTokenError: Error, Equatable {
    /// The token is not what it should be. Whoever sent it may be told why: it is about the token alone.
    case refused(String)
    /// It cannot be told now. `detail` is for the log.
    case unavailable(detail: String)
}
