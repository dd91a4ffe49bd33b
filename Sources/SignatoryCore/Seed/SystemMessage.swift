internal import Glibc

/// The system's words for an errno.
package func systemMessage(_ code: Int32) -> String {
    // strerror(3): MT-Safe since glibc 2.32.
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
