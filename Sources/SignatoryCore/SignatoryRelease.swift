/// The release, as `status` and the handshake tell it.
package enum SignatoryRelease {
    package static let name = "signatory/0.1.0"
}
