import HTTPTypes
import Synchronization
import Testing

@testable import MintHTTP

@Suite("The gate")
struct ClientGateTests {
    /// A gate with a clock of the test's own.
    private final class Timed: Sendable {
        let gate: ClientGate
        private let time: Clock

        private final class Clock: Sendable { let nanoseconds = Mutex<UInt64>(7_000_000_000) }

        init(_ adjust: (inout ClientLimits) -> Void = { _ in }) {
            var limits = ClientLimits()
            limits.requestsPerSecond = 10
            limits.burst = 20
            limits.networkFactor = 3
            adjust(&limits)
            let time = Clock()
            self.time = time
            gate = ClientGate(limits) { time.nanoseconds.withLock { $0 } }
        }

        func pass(milliseconds: UInt64) { time.nanoseconds.withLock { $0 += milliseconds * 1_000_000 } }

        func ask(_ address: String, _ times: Int = 1, cost: UInt64 = 1) -> Int {
            let client = Client(ClientAddress(address), [:], gate.limits)
            return (0..<times).count { _ in gate.refusal(client, cost: cost) == nil }
        }

        func refusal(_ address: String, cost: UInt64 = 1) -> UInt64? {
            gate.refusal(Client(ClientAddress(address), [:], gate.limits), cost: cost)
        }
    }

    @Test("lets a burst through, then so many a second, and says when to come again")
    func rate() {
        let timed = Timed()
        #expect(timed.ask("192.0.2.1", 30) == 20)
        #expect(timed.refusal("192.0.2.1") == 1, "a tenth of a second, rounded up")
        #expect(timed.refusal("192.0.2.1", cost: 15) == 2)
        timed.pass(milliseconds: 99)
        #expect(timed.ask("192.0.2.1") == 0)
        timed.pass(milliseconds: 1)
        #expect(timed.ask("192.0.2.1", 2) == 1)
        timed.pass(milliseconds: 1_000)
        #expect(timed.ask("192.0.2.1", 30) == 10, "what was refused has cost nothing")
        timed.pass(milliseconds: 3_600_000)
        #expect(timed.ask("192.0.2.1", 30) == 20, "no more than a burst is saved")
    }

    @Test("lets one client wait for nothing that another did, until their network has done too much")
    func networks() {
        let timed = Timed()
        #expect(timed.ask("192.0.2.1", 30) == 20)
        #expect(timed.ask("192.0.2.2", 30) == 20)
        #expect(timed.ask("192.0.3.1", 30) == 20, "another network")
        #expect(timed.ask("192.0.2.3", 30) == 20)
        #expect(timed.ask("192.0.2.4", 30) == 0)
        timed.pass(milliseconds: 1_000)
        #expect(timed.ask("192.0.2.4", 40) == 20)
        #expect(timed.ask("192.0.2.5", 40) == 10)
    }

    @Test("takes the addresses of an IPv6 subnet for one client")
    func subnets() {
        let timed = Timed()
        #expect((0..<30).count { timed.ask("2001:db8:0:1::\($0)") == 1 } == 20)
        #expect(timed.ask("2001:db8:0:2::1", 30) == 20)
        #expect(timed.ask("2001:db8:0:3::1", 30) == 20)
        #expect(timed.ask("2001:db8:0:4::1", 30) == 0, "a /48 of its own does not help")
        #expect(timed.ask("2001:db8:1:1::1", 30) == 20)
    }

    @Test("weighs what is asked, and has what was larger than it looked paid afterwards")
    func cost() {
        let timed = Timed()
        #expect(timed.ask("192.0.2.1", 10, cost: 5) == 4)
        #expect(timed.ask("192.0.2.1", 1_000, cost: 0) == 1_000)
        let client = Client(ClientAddress("198.51.100.1"), [:], timed.gate.limits)
        timed.gate.charge(client, cost: 25)
        #expect(timed.refusal("198.51.100.1") == 1)
        timed.gate.charge(client, cost: .max)
        #expect(timed.refusal("198.51.100.1") == 3, "nobody is shut out for longer than twice a burst takes")
        #expect(timed.ask("203.0.113.1", cost: 1_000) == 1, "what is dearer than a burst takes a whole one")
        #expect(timed.ask("203.0.113.1") == 0)
    }

    @Test("remembers a fixed number of clients, and forgets who was quiet longest")
    func memory() {
        let timed = Timed { $0.maximumRemembered = 1_000 }
        #expect(timed.ask("192.0.2.1", 30) == 20)
        for number in 0..<100_000 {
            #expect(timed.ask("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)") == 1 || number & 255 >= 60)
            if number.isMultiple(of: 200) { #expect(timed.ask("192.0.2.1") == 0, "who goes on asking is remembered") }
        }
        #expect(timed.gate.size.buckets <= 1_000)
    }

    @Test("counts who has gone, and not the programs of this host unless it is told to")
    func local() {
        let free = Timed()
        #expect(free.ask("127.0.0.1", 1_000) == 1_000)
        let strict = Timed { $0.includesLocal = true }
        #expect(strict.ask("127.0.0.1", 30) == 20)
        #expect(strict.ask("::1", 30) == 20)
        let gone = Client(nil, [:], free.gate.limits)
        #expect((0..<30).count { _ in free.gate.refusal(gone, cost: 1) == nil } == 20)
        let off = Timed { $0.requestsPerSecond = 0 }
        #expect(off.ask("192.0.2.1", 1_000) == 1_000)
    }

    @Test("counts the WebSockets of a client and of its network, and those that ended no more")
    func webSockets() {
        let timed = Timed { $0.maximumWebSockets = 2 }
        func client(_ address: String) -> Client { Client(ClientAddress(address), [:], timed.gate.limits) }
        let opened = (1...5).map { number in
            (0..<3).count { _ in timed.gate.openWebSocket(client("192.0.2.\(number)")) }
        }
        #expect(opened == [2, 2, 2, 0, 0])
        timed.gate.closeWebSocket(client("192.0.2.1"))
        #expect(timed.gate.openWebSocket(client("192.0.2.5")))
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.3", "192.0.2.3", "192.0.2.5"] {
            timed.gate.closeWebSocket(client(address))
        }
        #expect(timed.gate.size.webSockets == 0)
    }

    @Test("admits no more than a burst when many ask at once")
    func race() async {
        let timed = Timed()
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { timed.ask("192.0.2.1", 50) } }
            return await group.reduce(0, +)
        }
        #expect(admitted == 20)
    }
}
