import TestSupport

/// A certificate that signed itself, for `localhost`, made by openssl(1).
final class TestCertificate: Sendable {
    private let directory: TemporaryDirectory

    var path: String { directory.path(of: "certificate.pem") }
    var keyPath: String { directory.path(of: "key.pem") }

    struct Failure: Error {
        let errors: String
    }

    init(name: String = "localhost") async throws {
        directory = try TemporaryDirectory()
        let outcome = try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout",
                directory.path(of: "key.pem"), "-out", directory.path(of: "certificate.pem"),
            ])
        guard outcome.status == 0 else { throw Failure(errors: outcome.errors) }
    }

    /// One for all tests that need nothing special.
    static func shared() async throws -> TestCertificate { try await task.value }

    private static let task = Task { try await TestCertificate() }
}
