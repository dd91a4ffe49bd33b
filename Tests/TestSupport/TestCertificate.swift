/// A certificate that signed itself, for `localhost`, made by openssl(1).
package final class TestCertificate: Sendable {
    private let directory: TemporaryDirectory

    package var path: String { directory.path(of: "certificate.pem") }
    package var keyPath: String { directory.path(of: "key.pem") }

    package struct Failure: Error {
        let errors: String
    }

    package init(name: String = "localhost") async throws {
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
    package static func shared() async throws -> TestCertificate { try await task.value }

    private static let task = Task { try await TestCertificate() }
}
