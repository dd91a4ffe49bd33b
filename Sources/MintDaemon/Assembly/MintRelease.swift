/// The release of this program.
package enum MintRelease {
    package static let version = "0.1.0"
}
