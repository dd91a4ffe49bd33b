import Storage

func use(_ id: Int64, _ owner: String?, _ bytes: [UInt8], _ owners: [String]) -> [SQL] {
    let selection: SQL = "SELECT id FROM coin"
    return [
        selection + " WHERE id = \(id) AND owner = \(owner) AND data = \(bytes)",
        "CREATE TABLE coin (id \(.serial), data \(.bytes))",
        "INSERT INTO coin (owner) SELECT owner FROM \(SQLRows(owners.count).column("owner", owners))",
        .script("BEGIN"),
    ]
}
