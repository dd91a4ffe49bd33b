import PaymentFake
import Testing

@Suite("The clock on the wall")
struct SystemClockTests {
    @Test("counts Unix seconds")
    func unit() {
        // 2024 to 2100.
        #expect((1_704_067_200..<4_102_444_800).contains(SystemClock().now()))
    }

    @Test("does not wait for what is past")
    func past() async {
        let clock = SystemClock()
        await clock.wait(until: 0)
        await clock.wait(until: clock.now())
    }

    @Test("stops waiting when nobody is interested any more", arguments: [1_000, 1_000_000_000_000, .max] as [UInt64])
    func cancelled(_ later: UInt64) async {
        let clock = SystemClock()
        let until = clock.now().addingReportingOverflow(later)
        let waiting = Task { await clock.wait(until: until.overflow ? .max : until.partialValue) }
        waiting.cancel()
        await waiting.value
    }
}
