internal import Glibc

/// The 2048 words of BIP-39's English list by number, read in place: a mnemonic's words are copied byte by byte into
/// locked memory and never become a `String`.
enum EnglishWords {
    static let count = 2_048

    /// Where each word is in the list's text, in alphabetical order.
    private static let ranges: [Range<Int>] = {
        let ranges = EnglishWordList.text.withUTF8Buffer { letters in
            unsafe letters.split { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
                .map { $0.startIndex..<$0.endIndex }
        }
        precondition(ranges.count == count, "the list has \(count) words")
        return ranges
    }()

    static func length(_ index: Int) -> Int { ranges[index].count }

    /// - Returns: the number of bytes written, 3 to 8.
    static func write(_ index: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
        let range = ranges[index]
        unsafe output.update(from: EnglishWordList.text.utf8Start + range.lowerBound, count: range.count)
        return range.count
    }

    /// The number of a word, by binary search; `nil` when it is not in the list.
    static func index(of word: UnsafeRawBufferPointer) -> Int? {
        var candidates = 0..<count
        while !candidates.isEmpty {
            let middle = candidates.lowerBound + candidates.count / 2
            let order = unsafe compare(word, middle)
            if order == 0 { return middle }
            candidates = order > 0 ? middle + 1..<candidates.upperBound : candidates.lowerBound..<middle
        }
        return nil
    }

    /// Negative, zero or positive, as `memcmp`; of two words that begin alike the shorter comes first.
    private static func compare(_ word: UnsafeRawBufferPointer, _ index: Int) -> Int {
        let range = ranges[index]
        guard let letters = word.baseAddress else { return -1 }
        let order = unsafe memcmp(
            letters, EnglishWordList.text.utf8Start + range.lowerBound, min(word.count, range.count))
        return order == 0 ? word.count - range.count : Int(order)
    }
}
