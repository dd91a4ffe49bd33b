internal import Storage

/// Every row as a value, with the errors of the store.
func decode<Value>(
    _ rows: some Collection<Row>, _ value: (Row) throws(DatabaseError) -> Value
) throws(StoreError) -> [Value] {
    do throws(DatabaseError) {
        var values: [Value] = []
        values.reserveCapacity(rows.count)
        for row in rows { values.append(try value(row)) }
        return values
    } catch {
        throw .database(error)
    }
}
