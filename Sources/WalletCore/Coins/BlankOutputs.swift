/// The blank outputs of NUT-08, into which a mint returns what a payment did not cost.
enum BlankOutputs {
    /// The amount that they carry; a mint ignores it.
    static let amount: UInt64 = 1

    /// How many suffice for any change up to `maximum` in powers of two: ⌈log2⌉, at least one, none for nothing.
    /// Without floating point, whose logarithm is wrong next to powers of two above 2^48.
    static func count(forChangeUpTo maximum: UInt64) -> Int {
        maximum == 0 ? 0 : max(UInt64.bitWidth - (maximum - 1).leadingZeroBitCount, 1)
    }
}
