import Cashu
import Testing

@Suite("Units")
struct CurrencyUnitTests {
    @Test("have names of 1 to 32 of a-z, 0-9, _ and -", arguments: ["sat", "msat", "a", "xyz-unit_1", "0", "-"])
    func goodNames(_ name: String) {
        #expect(CurrencyUnit(name)?.name == name)
    }

    @Test(
        "have no other names",
        arguments: ["", "SAT", "Sat", "sat ", " sat", "s at", "café", "ſat", "sat\u{0}", "sat\n", "ﬀ", "s\u{301}at"])
    func badNames(_ name: String) {
        #expect(CurrencyUnit(name) == nil)
    }

    @Test("have names of 32 characters at most")
    func length() {
        #expect(CurrencyUnit(String(repeating: "a", count: 32)) != nil)
        #expect(CurrencyUnit(String(repeating: "a", count: 33)) == nil)
    }
}
