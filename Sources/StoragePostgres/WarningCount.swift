internal import CPostgres

/// How many warnings the server has sent over a connection.
@safe
final class WarningCount {
    /// On the heap, because libpq keeps its address.
    private let counter = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    /// Takes the place of libpq's own receiver, which writes on standard error.
    init(of connection: OpaquePointer) {
        unsafe counter.initialize(to: 0)
        _ = unsafe PQsetNoticeReceiver(
            connection,
            { counter, notice in
                guard let severity = unsafe PQresultErrorField(notice, mint_pg_severity),
                    unsafe String(cString: severity) == "WARNING"
                else { return }
                unsafe counter?.assumingMemoryBound(to: Int.self).pointee += 1
            }, counter)
    }

    /// After the connection was closed.
    deinit { unsafe counter.deallocate() }

    var count: Int { unsafe counter.pointee }
}
