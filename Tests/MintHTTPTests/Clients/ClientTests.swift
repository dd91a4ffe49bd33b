import HTTPTypes
import Testing

@testable import MintHTTP

@Suite("A client")
struct ClientTests {
    private func client(_ peer: String, _ fields: HTTPFields = [:], trusting ranges: [String] = []) throws -> Client {
        var limits = ClientLimits()
        limits.trustedProxies = try ranges.map { try #require(AddressRange($0)) }
        limits.proxyHeader = .xForwardedFor
        let address: ClientAddress = try #require(ClientAddress(peer))
        return Client(address, fields, limits)
    }

    private func forwarded(_ values: String...) throws -> HTTPFields {
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: name, value: value)) }
        return fields
    }

    @Test("is who is connected, whatever it says of others")
    func direct() throws {
        let client = try client("192.0.2.1", forwarded("198.51.100.7"), trusting: ["10.0.0.0/8"])
        #expect(client.address == ClientAddress("192.0.2.1"))
        #expect(!client.isLocal)
    }

    @Test("behind proxies is the right-most address that is none of theirs")
    func behind() throws {
        let ranges = ["10.0.0.0/8", "2001:db8:1::/48"]
        func seen(_ values: String..., at peer: String = "10.0.0.1") throws -> ClientAddress? {
            let name = try #require(HTTPField.Name("X-Forwarded-For"))
            var fields = HTTPFields()
            for value in values { fields.append(HTTPField(name: name, value: value)) }
            return try client(peer, fields, trusting: ranges).address
        }
        let expected = ClientAddress("198.51.100.7")
        #expect(try seen("198.51.100.7") == expected)
        #expect(try seen("1.1.1.1, 198.51.100.7, 10.2.3.4") == expected)
        #expect(try seen("1.1.1.1", "198.51.100.7", "10.2.3.4") == expected, "several lines are one list")
        #expect(try seen("198.51.100.7:4711 ,\t10.2.3.4") == expected)
        #expect(try seen("198.51.100.7, [2001:db8:1::5]:80", at: "2001:db8:1::9") == expected)
        #expect(try seen("::ffff:198.51.100.7") == expected)
        #expect(try seen("1.1.1.1\u{600}, 198.51.100.7") == expected, "a sign that swallows the comma after it")
        #expect(try seen("10.9.9.9, 10.2.3.4") == ClientAddress("10.9.9.9"), "a proxy that asks for itself")
        #expect(try seen() == ClientAddress("10.0.0.1"))
    }

    @Test("that a proxy does not name is that proxy, and no program of this host")
    func unnamed() throws {
        for value in ["unknown", "", "1.1.1.1, _hidden", "1.1.1.1,", "1.2.3.4.5", "300.1.1.1", "1.1.1.1:x:y", "[::1"] {
            let client = try client("127.0.0.1", forwarded(value), trusting: ["127.0.0.0/8"])
            #expect(client.address == ClientAddress("127.0.0.1"), "\(value)")
            #expect(!client.isLocal, "\(value)")
        }
    }

    @Test("is local when it connects from this host and asks for itself")
    func local() throws {
        #expect(try client("127.0.0.1", trusting: ["127.0.0.0/8"]).isLocal)
        #expect(try client("127.9.9.9").isLocal)
        #expect(try client("::1").isLocal)
        #expect(try client("::ffff:127.0.0.1").isLocal)
        #expect(try !client("127.0.0.1", forwarded("198.51.100.7"), trusting: ["127.0.0.0/8"]).isLocal)
        for (name, value) in [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1")] {
            let fields = [try #require(HTTPField.Name(name)): value] as HTTPFields
            #expect(try !client("127.0.0.1", fields, trusting: ["127.0.0.0/8"]).isLocal, "a proxy asks for somebody")
            #expect(try !client("127.0.0.1", fields, trusting: ["10.0.0.0/8"]).isLocal, "nor when nobody believes it")
        }
        #expect(try !client("198.51.100.7", forwarded("127.0.0.1"), trusting: ["127.0.0.0/8"]).isLocal)
        #expect(!Client(nil, [:], ClientLimits()).isLocal, "who has gone is counted")
    }

    @Test("is found by RFC 7239, too, and no quoted text is taken for an address")
    func standard() throws {
        let name = try #require(HTTPField.Name("Forwarded"))
        func clients(_ value: String) -> [ClientAddress?] {
            ProxyHeader.forwarded.clients([name: value])
        }
        let (first, second) = (ClientAddress("192.0.2.60"), ClientAddress("2001:db8:cafe::17"))
        #expect(clients("for=192.0.2.60;proto=http;by=203.0.113.43") == [first])
        #expect(clients("For=\"[2001:db8:cafe::17]:4711\"") == [second])
        #expect(clients("for=192.0.2.60, for=\"[2001:db8:cafe::17]\"") == [first, second])
        #expect(clients("proto=https; FOR=192.0.2.60") == [first])
        #expect(clients("for=192.0.2.60;host=\"a, for=198.51.100.7;x=\"") == [first])
        #expect(clients("for=192.0.2.60;host=\"a\\\", for=198.51.100.7;x=\"") == [first])
        #expect(clients("for=unknown, for=\"_gazonk\", by=192.0.2.60") == [nil, nil, nil])
        #expect(ProxyHeader.xForwardedFor.clients([name: "for=192.0.2.60"]) == [], "the other header is not read")
    }

    @Test("is the proxy when the header is not written as RFC 7239 wants it, whatever a stranger wrote into it")
    func malformed() throws {
        let name = try #require(HTTPField.Name("Forwarded"))
        for value in [
            // Up to the address that a proxy appended, everything is in the stranger's quotes.
            "for=127.0.0.1;x=\", for=192.0.2.60", "for=\"127.0.0.1, for=192.0.2.60",
            "for=127.0.0.1;x=\"\\\", for=192.0.2.60",
            "for=192.0.2.60;x=\u{600}, for=127.0.0.1", "for=192.0.2.60;x=\u{600};y=z",
            "for=127.0.0.1;x=\"a\"b, for=192.0.2.60", "for=127.0.0.1;x=a\"b\", for=192.0.2.60",
        ] {
            var limits = ClientLimits()
            limits.proxyHeader = .forwarded
            let client = Client(ClientAddress("127.0.0.1"), [name: value], limits)
            #expect(client.address == ClientAddress("127.0.0.1"), "\(value)")
            #expect(!client.isLocal, "\(value)")
        }
    }

    @Test("is counted by its address and its network")
    func prefixes() throws {
        #expect(try client("192.0.2.77").prefixes == [.v4(0xc000_024d, length: 32), .v4(0xc000_0200, length: 24)])
        #expect(
            try client("2001:db8:1:2:3:4:5:6").prefixes
                == [.v6(0x2001_0db8_0001_0002, length: 64), .v6(0x2001_0db8_0001_0000, length: 48)])
        #expect(try client("::ffff:192.0.2.77").prefixes == client("192.0.2.77").prefixes)
    }

    @Test("is in a range or is not")
    func ranges() throws {
        func isIn(_ address: String, _ range: String) throws -> Bool {
            try #require(AddressRange(range)).contains(try #require(ClientAddress(address)))
        }
        #expect(try isIn("10.255.0.1", "10.0.0.0/8"))
        #expect(try !isIn("11.0.0.0", "10.0.0.0/8"))
        #expect(try isIn("10.0.0.1", "10.0.0.1") && !isIn("10.0.0.2", "10.0.0.1"))
        #expect(try isIn("1.2.3.4", "0.0.0.0/0") && !isIn("::1", "0.0.0.0/0") && !isIn("1.2.3.4", "::/0"))
        #expect(try isIn("2001:db8::ffff", "2001:db8::/32") && !isIn("2001:db9::", "2001:db8::/32"))
        #expect(try isIn("2001:db8::1:0", "2001:db8::/96") && !isIn("2001:db8::1:0:0", "2001:db8::/96"))
        for bad in [
            "", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129", "10.0.0", "x",
        ] {
            #expect(AddressRange(bad) == nil, "\(bad)")
        }
    }
}
