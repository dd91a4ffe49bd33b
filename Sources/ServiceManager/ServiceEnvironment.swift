internal import Glibc

/// What the service manager tells a program when it starts it.
package struct ServiceEnvironment: Sendable {
    private let value: @Sendable (String) -> String?

    package init(_ value: @escaping @Sendable (String) -> String?) { self.value = value }

    /// That of this process. Not to be asked while another thread changes it.
    package static let ofThisProcess = ServiceEnvironment { name in
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    package subscript(_ name: String) -> String? { value(name) }

    /// Whether what goes with `variable` is for this process. A program that was started by another one may inherit what
    /// was meant for that.
    func isMeantForThisProcess(_ variable: String) throws(ServiceManagerError) -> Bool {
        guard let text = self[variable] else { return true }
        guard let pid = pid_t(text) else { throw .environment(variable, problem: "is no number") }
        return pid == getpid()
    }
}
