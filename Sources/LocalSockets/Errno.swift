internal import Glibc

/// An error number as text, for operators.
package enum Errno {
    /// - Parameter status: `-errno`, as CProcess returns it.
    package static func text(_ status: Int32) -> String {
        // strerror(3): MT-Safe since glibc 2.32.
        guard let text = unsafe strerror(-status) else { return "error \(-status)" }
        return unsafe String(cString: text)
    }
}
