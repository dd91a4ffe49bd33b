package import CashuCrypto

/// How far the backend's node had counted its payments before an attempt to pay, and in which records: `PaymentMark`.
package struct AttemptMark: Sendable, Equatable {
    package let value: UInt64
    package let records: FixedBytes<32>?

    package init(value: UInt64, records: FixedBytes<32>?) {
        self.value = value
        self.records = records
    }
}
