import Foundation
import MintDaemon
import MintDoctor
import TestSupport
import Testing

@Suite("What the doctor says of the management socket")
struct ManagementCheckTests {
    @Test("is whether a mint answers there")
    func answers() async throws {
        #expect(await ManagementCheck(nil).findings().map(\.grade) == [.warning])
        let place = try await Place.fresh()
        let path = place.directory.path(of: "ctl socket.sock")  // a character that a URL cannot have
        let words = "nobody listens at \(path): mintd does not run"
        #expect(await ManagementCheck(path).findings() == [.ok("management", words)])
        let daemon = try await RunningDaemon({ $0.managementSocket = path }, in: place).ready()
        #expect(await ManagementCheck(path).findings() == [.ok("management", "mintd answers at \(path)")])
        await daemon.assembled.shutDown()
        try await daemon.ended()
        let long = "/" + String(repeating: "a", count: 200)
        #expect(await ManagementCheck(long).findings().map(\.grade) == [.failed])
    }
}
