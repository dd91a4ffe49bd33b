internal import CSQLite

/// How long the log of a database has become, as its last commit reported it.
@safe
final class WriteAheadLog {
    /// Pages of 4 KiB. On the heap, because SQLite keeps its address.
    private let length = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

    /// Takes the place of SQLite's automatic checkpoints: https://www.sqlite.org/c3ref/wal_hook.html.
    init(of connection: OpaquePointer) {
        unsafe length.initialize(to: 0)
        _ = unsafe sqlite3_wal_hook(
            connection,
            { context, _, _, pages in
                unsafe context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, length)
    }

    /// After the connection was closed.
    deinit { unsafe length.deallocate() }

    var pages: Int { Int(unsafe length.pointee) }
}
