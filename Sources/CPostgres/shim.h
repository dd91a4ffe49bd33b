#include <libpq-fe.h>

// Macros that Swift cannot import: fields of an error, postgres_ext.h.
static const int mint_pg_sqlstate = PG_DIAG_SQLSTATE;
static const int mint_pg_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int mint_pg_message = PG_DIAG_MESSAGE_PRIMARY;
