/// docs/database-schema.md, from the tables of live databases.
struct SchemaDocument {
    let text: String

    /// What each table is for. One that is not here has no business in the database.
    static let purposes = [
        "signatory": "The signatory that this mint works with, and the last of its publications that was accepted.",
        "keyset": "The public side of every keyset, in the order in which the signatory made them.",
        "keyset_key": "The public keys of the keysets.",
        "mint_quote":
            "Promises to issue ecash (NUT-04). The state follows from the amounts: nothing paid is UNPAID, less "
            + "issued than paid is PAID, and the rest is ISSUED.",
        "credited_payment":
            "What mint quotes were credited with, each payment once. The sum is what the mint received.",
        "melt_quote": "Promises to pay an invoice, or the invoice for an offer, for ecash (NUT-05).",
        "saga": "Operations that are under way, each with the process that works on it. A row ends with its operation.",
        "pending_proof": "PENDING proofs (NUT-07): held by one operation until they are spent or given back.",
        "pending_output": "Blinded messages that an operation holds until they are signed or given up.",
        "proof": "SPENT proofs. What is in neither table is UNSPENT.",
        "blind_signature": "Every signature that ever left, found by its blinded message (NUT-09).",
        "completed_operation": "The books: a line for each operation that came to its end. Never changed.",
        "melt_change":
            "Which signatures are the change of which melt quote (NUT-08), in the order of its outputs.",
        "key_value": "Settings of the mint.",
        "incident":
            "What must not happen and did, or was done by hand. Nothing is melted through a backend (through any, "
            + "when it is NULL) while one of its incidents is open. Never deleted.",
        "released_attempt":
            "Attempts to pay whose inputs were given back, each with the time when it is looked at again: should it be "
            + "paid after all, it is an incident.",
        "event":
            "What happened to quotes, written with it and read by every process after the commit. Deleted soon after.",
        "migration": "The steps of the schema that were applied, with their text.",
    ]

    /// The same of the views.
    static let viewPurposes = [
        "keyset_balance": "For each keyset: what was ever signed, what was ever spent, and what is outstanding.",
        "conservation":
            "The books of each unit. `difference`, `quote_difference` and `shortfalls` are 0, or something is wrong.",
    ]

    init(_ tables: [SchemaTable], _ views: [SchemaView]) {
        var text = """
            # Database schema

            Of the mint's database, `MintSchema`. This file is written by a test from a live database of each engine.
            They agree in all that it says. After a change of the schema, run

                MINT_WRITE_DOCS=1 Tests/with-postgres swift test --filter MintStoreTests

            | here | SQLite | PostgreSQL |
            |---|---|---|
            | integer | `INTEGER` | `BIGINT` |
            | text | `TEXT` | `TEXT`, of this program's making with `COLLATE "C"` |
            | bytes | `BLOB` | `BYTEA` |

            Amounts are in the unit of their row and those whose name ends in `_msat` in millisatoshi; times are Unix
            seconds. Points, hashes and ids are bytes, as are the texts that strangers choose.

            """
        for table in tables { text += "\n" + Self.section(table) }
        for view in views { text += "\n" + Self.section(view) }
        self.text = text
    }

    private static func section(_ view: SchemaView) -> String {
        var lines = ["## View `\(view.name)`", ""]
        if let purpose = viewPurposes[view.name] { lines += [purpose, ""] }
        lines.append("Columns: " + view.columns.map { "`\($0)`" }.joined(separator: ", "))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ table: SchemaTable) -> String {
        var lines = ["## `\(table.name)`", ""]
        if let purpose = purposes[table.name] { lines += [purpose, ""] }
        lines += ["| column | type | |", "|---|---|---|"]
        for column in table.columns {
            var notes: [String] = []
            if column.isNullable { notes.append("may be NULL") }
            if let value = column.defaultValue { notes.append("\(value) unless said otherwise") }
            lines.append("| `\(column.name)` | \(column.kind?.rawValue ?? "?") | \(notes.joined(separator: ", ")) |")
        }
        lines.append("")
        lines += table.keys.map(sentence).sorted().map { "- \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func sentence(_ key: SchemaTable.Key) -> String {
        let list = { (columns: [String]) in columns.map { "`\($0)`" }.joined(separator: ", ") }
        switch key {
        case .primary(let columns): return "Primary key: \(list(columns))"
        case .unique(let columns): return "Unique: \(list(columns))"
        case .index(let name, let isUnique, let columns, let condition):
            let rows = condition.map { " where `\($0)`" } ?? ""
            return "\(isUnique ? "Unique index" : "Index") `\(name)`: \(list(columns))\(rows)"
        case .reference(let column, let table, let key): return "`\(column)` names a `\(key)` of `\(table)`"
        case .check(let condition): return "Always: `\(condition)`"
        }
    }
}
