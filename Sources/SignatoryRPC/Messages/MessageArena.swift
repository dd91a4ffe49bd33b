internal import CProtobufC
internal import CSignatoryProto

/// The memory of one message while it is packed or unpacked. Freed when it goes out of scope.
@safe
struct MessageArena: ~Copyable {
    /// The most bytes that one message may take. The largest legal one, 1,000 claims with the longest secrets, takes
    /// 1.3 MB.
    static let budget = 4 * 1_024 * 1_024

    /// On the heap, because the allocator in it points back at it.
    private let arena: UnsafeMutablePointer<message_arena>

    init(budget: Int = Self.budget) {
        unsafe arena = .allocate(capacity: 1)
        unsafe message_arena_open(arena, budget)
    }

    deinit {
        unsafe message_arena_close(arena)
        unsafe arena.deallocate()
    }

    /// For `…__unpack`. Valid as long as the arena.
    var allocator: UnsafeMutablePointer<ProtobufCAllocator> {
        unsafe UnsafeMutableRawPointer(arena).assumingMemoryBound(to: ProtobufCAllocator.self)
    }

    /// Bytes taken from the heap so far.
    var taken: Int { unsafe arena.pointee.taken }

    /// Zeroed memory for `count` values of a C type. Beyond the budget is a bug of ours: what we send has its own
    /// limits, far below.
    func allocate<T>(_ type: T.Type, count: Int = 1) -> UnsafeMutablePointer<T> {
        guard let piece = unsafe message_arena_take(arena, count * MemoryLayout<T>.stride) else {
            preconditionFailure("the limits on what is sent keep it below the budget")
        }
        return unsafe piece.assumingMemoryBound(to: type)
    }
}
