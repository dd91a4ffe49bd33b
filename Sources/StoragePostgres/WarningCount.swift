internal import CPostgres

/// How many warnings the server has sent over a connection, other than that it is about to end the session.
///
/// That one may come right after the answer to COMMIT and be read together with it, and takes nothing of it back. A
/// session that ends while it waits for a standby sends no answer at all (SyncRepWaitForLSN in syncrep.c).
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
                    unsafe String(cString: severity) == "WARNING",
                    let state = unsafe PQresultErrorField(notice, mint_pg_sqlstate),
                    // Operator intervention.
                    unsafe !String(cString: state).hasPrefix("57")
                else { return }
                unsafe counter?.assumingMemoryBound(to: Int.self).pointee += 1
            }, counter)
    }

    /// After the connection was closed.
    deinit { unsafe counter.deallocate() }

    var count: Int { unsafe counter.pointee }
}
