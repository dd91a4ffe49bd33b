import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("Protected connections")
struct TLSTests {
    private static let certificates = """
        authority() {
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.crt" 2>/dev/null
        }
        authority ca; authority other
        openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr 2>/dev/null
        openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out server.crt \
            -extfile <(echo 'subjectAltName=DNS:localhost') 2>/dev/null
        chmod 600 server.key
        """

    @Test("The certificate's authority and name are checked as far as the mode says")
    func modes() async throws {
        let cluster = try await PrivateCluster(
            ["ssl = on", "ssl_cert_file = '../server.crt'", "ssl_key_file = '../server.key'"],
            prepare: Self.certificates)
        let (right, wrong) = (
            "?sslrootcert=\(cluster.path(of: "ca.crt"))", "?sslrootcert=\(cluster.path(of: "other.crt"))"
        )
        for mode in [PostgresConfiguration.TLSMode.require, .verifyCA, .verifyFull] {
            #expect(await refusal(cluster.url(host: "localhost", parameters: right), mode) == nil)
            let untrusted = try #require(await refusal(cluster.url(host: "localhost", parameters: wrong), mode))
            #expect(untrusted.message.contains("certificate"))
        }
        // Without an authority to compare with it is only encrypted.
        #expect(await refusal(cluster.url(host: "localhost"), .require) == nil)
        // The certificate is for localhost and for no address.
        let address = cluster.url(host: "127.0.0.1", parameters: right)
        #expect(await refusal(address, .verifyCA) == nil)
        #expect(try #require(await refusal(address, .verifyFull)).message.contains("127.0.0.1"))
        // The configured mode wins over what the URL says, and without one the URL's holds.
        #expect(await refusal(address + "&sslmode=disable", .verifyFull) != nil)
        #expect(await refusal(address + "&sslmode=verify-full", nil) != nil)
        #expect(await refusal(address + "&sslmode=verify-ca", nil) == nil)
        try await expectEncryption(cluster.url(host: "localhost", parameters: right))
    }

    @Test(
        "A server without TLS is refused by who requires it",
        arguments: [PostgresConfiguration.TLSMode.require, .verifyFull])
    func withoutTLS(_ mode: PostgresConfiguration.TLSMode) async throws {
        let error = try #require(await refusal(try await TestPostgres.freshURL(), mode))
        #expect(error.message.contains("SSL"))
    }

    /// Notices come over a protected connection too, of which libpq may have read more than was asked for.
    private func expectEncryption(_ url: String) async throws {
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = url
            $0.tlsMode = .verifyFull
        }
        let collector = NoticeCollector(fixture.database)
        let isEncrypted = try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.notify(Notice(topic: "a", subject: "b"))
            return try transaction.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0].integer(0)
        }
        #expect(isEncrypted == 1)
        #expect(await eventually { collector.all.count == 1 })
        await fixture.close()
    }

    private func refusal(_ url: String, _ mode: PostgresConfiguration.TLSMode?) async -> DatabaseError? {
        await PostgresOpeningTests.refusal(url) { $0.tlsMode = mode }
    }
}
