import Cashu
import Testing

@Suite("Error numbers")
struct NUTErrorTests {
    @Test("of this mint's own stay out of the ranges that the NUTs use")
    func ownNumbers() {
        let own: Set<NUTErrorCode> = [
            .malformedRequest, .quoteUnknown, .requestTooLarge, .routeUnknown, .invoiceInvalid,
            .temporarilyUnavailable, .internalFailure, .tooManyRequests,
        ]
        for code in NUTErrorCode.allCases { #expect((code.rawValue >= 90_000) == own.contains(code), "\(code)") }
    }
}
