import CTaint
import CashuCrypto
import CashuSecrets

/// Uses private keys in front of Valgrind; `Tests/constant-time` runs it and judges.
///
///     constant-time-probe count   under callgrind: leaves one dump for each operation and key
///     constant-time-probe taint   under memcheck: every key is secret, and a branch on it is an error
///     constant-time-probe clean   the same with nothing marked: what memcheck has to say anyway
///     constant-time-probe leak    as `taint`, with an operation that is not constant in time
@main
enum Probe {
    static func main() {
        switch CommandLine.arguments.dropFirst() {
        case ["count"]: count()
        case ["taint"]: taint(Operation.honest, marked: true)
        case ["clean"]: taint(Operation.honest, marked: false)
        case ["leak"]: taint([.leak], marked: true)
        default: preconditionFailure("one of: count, taint, clean, leak")
        }
    }

    private static func count() {
        let keys = ProbeKeys.all.map { key in unsafe key.withBytes { unsafe ProbeKey($0) } }
        for operation in Operation.allCases {
            // Twice for nothing: what is made once is made then, and the allocator finds the same free blocks ever after.
            for (turn, key) in (keys.prefix(2) + keys).enumerated() {
                count(operation, key, turn < 2 ? "warm \(turn)" : "\(operation.rawValue) \(turn - 2)")
            }
        }
    }

    private static func count(_ operation: Operation, _ key: ProbeKey, _ name: String) {
        unsafe name.withCString { name in
            mint_valgrind_request(Callgrind.zero, nil, 0)
            operation.run(key)
            unsafe mint_valgrind_request(Callgrind.dump, name, 0)
        }
    }

    private static func taint(_ operations: [Operation], marked: Bool) {
        for var key in ProbeKeys.all {
            let probe = unsafe key.withMutableBytes { scalar in
                if marked { unsafe mint_mark_secret(scalar.baseAddress, scalar.count) }
                return unsafe ProbeKey(UnsafeRawBufferPointer(scalar))
            }
            for operation in operations { operation.run(probe) }
        }
    }
}

/// Of <valgrind/callgrind.h>.
private enum Callgrind {
    private static let base = Int(MINT_VALGRIND_CALLGRIND)
    static let zero = base + 1
    static let dump = base + 3
}
