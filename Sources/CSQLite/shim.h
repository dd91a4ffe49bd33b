#include <sqlite3.h>

// Macros that Swift cannot import.
static const int mint_sqlite_constraint_primarykey = SQLITE_CONSTRAINT_PRIMARYKEY;
static const int mint_sqlite_constraint_unique = SQLITE_CONSTRAINT_UNIQUE;
static const int mint_sqlite_constraint_rowid = SQLITE_CONSTRAINT_ROWID;
static const int mint_sqlite_ioerr_fsync = SQLITE_IOERR_FSYNC;

// SQLITE_TRANSIENT is a cast of -1 to a function pointer: "the content will likely change in the near future and
// SQLite should make its own private copy" (https://www.sqlite.org/c3ref/c_static.html).
static inline int mint_sqlite_bind_blob(sqlite3_stmt *statement, int position, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, position, bytes, count, SQLITE_TRANSIENT);
}
static inline int mint_sqlite_bind_text(sqlite3_stmt *statement, int position, const char *bytes, int count) {
    return sqlite3_bind_text(statement, position, bytes, count, SQLITE_TRANSIENT);
}

// Syncs the database file through SQLite's own descriptor: closing another one would drop SQLite's locks on the file
// (https://www.sqlite.org/howtocorrupt.html, "posix advisory locks canceled"). An error is that of the sync.
static inline int mint_sqlite_sync_database(sqlite3 *connection) {
    sqlite3_file *file = 0;
    int status = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (status != SQLITE_OK || file == 0 || file->pMethods == 0) return status != SQLITE_OK ? status : SQLITE_NOTFOUND;
    return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}
