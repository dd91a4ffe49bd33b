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
