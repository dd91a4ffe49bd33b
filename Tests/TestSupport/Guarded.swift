internal import Foundation

/// A value behind a lock that ThreadSanitizer knows. The runtime's `Mutex` orders threads that contend in a library
/// that it cannot see into, and is then reported (docs/compiler-workarounds.md).
package final class Guarded<Value>: @unchecked Sendable {  // every access to `value` holds `lock`
    private let lock = NSLock()
    private var value: Value

    package init(_ value: Value) { self.value = value }

    package func withLock<R>(_ body: (inout Value) -> R) -> R {
        lock.withLock { body(&value) }
    }
}
