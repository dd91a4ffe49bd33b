import Storage
import StorageSQLite
import Testing

@Suite("Transactions")
struct TransactionTests {
    struct Refused: Error, Equatable {}

    @Test("What a body wrote is there after it returned", arguments: DatabaseKind.allCases)
    func commits(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        try await fixture.insert(1)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("A body that throws leaves nothing and its error comes out", arguments: DatabaseKind.allCases)
    func rollsBack(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        do throws(TransactionError<Refused>) {
            try await fixture.database.write { (transaction) throws(Refused) in
                _ = try? transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 1)")
                throw Refused()
            }
            Issue.record("the body threw")
        } catch {
            guard case .body(Refused()) = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(try await fixture.ids() == [])
        await fixture.close()
    }

    @Test("A statement that failed poisons its transaction even when the body swallows the error", arguments: DatabaseKind.allCases)
    func poisons(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        try await fixture.insert(1)
        do throws(TransactionError<DatabaseError>) {
            try await fixture.database.write { (transaction) throws(DatabaseError) in
                _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (2, 'a', 1)")
                _ = try? transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 1)")
            }
            Issue.record("a poisoned transaction was committed")
        } catch {
            guard case .database(let cause) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(cause.kind == .uniqueViolation)
        }
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("After a failed statement the next one is refused as poisoned")
    func refusesAfterFailure() async throws {
        let fixture = try await DatabaseFixture(.memory)
        do throws(TransactionError<DatabaseError>) {
            try await fixture.database.write { (transaction) throws(DatabaseError) in
                _ = try? transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 0)")
                _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (2, 'a', 1)")
            }
            Issue.record("the second statement ran")
        } catch {
            guard case .body(let cause) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(cause.kind == .poisoned)
        }
        #expect(try await fixture.ids() == [])
        await fixture.close()
    }

    @Test("A constraint's kind tells a taken key from a wrong value", arguments: DatabaseKind.allCases)
    func kinds(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        try await fixture.insert(1)
        await #expect(throws: (any Error).self) { try await fixture.insert(1) }
        #expect(await errorKind { try await fixture.insert(1) } == .uniqueViolation)
        #expect(await errorKind { try await fixture.insert(2, amount: 0) } == .constraintViolation)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("Integers, texts, bytes and NULL come back as they went in", arguments: DatabaseKind.allCases)
    func values(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        let row = try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.run(
                "SELECT \(Int64.min), \(UInt64(Int64.max)), \("é"), \(""), \([UInt8]([0, 255])), \([UInt8]()), \(nil as String?)")[0]
        }
        #expect(try row.integer(0) == .min)
        #expect(try row.unsigned(1) == UInt64(Int64.max))
        #expect(Array(try row.text(2).utf8) == [0xc3, 0xa9])
        #expect(try row.text(3) == "")
        #expect(try row.bytes(4) == [0, 255])
        #expect(try row.bytes(5) == [])
        #expect(try row.isNull(6))
        #expect(throws: DatabaseError.unreadable("an unsigned column")) { try row.unsigned(0) }
        #expect(throws: DatabaseError.unreadable("a text column")) { try row.text(0) }
        #expect(throws: DatabaseError.unreadable("a column that was not selected")) { try row.text(7) }
        await fixture.close()
    }

    @Test("A number that no column can hold is refused, not wrapped")
    func unrepresentable() async throws {
        let fixture = try await DatabaseFixture(.memory)
        let kind = await errorKind {
            _ = try await fixture.database.write { (transaction) throws(DatabaseError) in
                try transaction.run("SELECT \(UInt64(Int64.max) + 1)")
            }
        }
        #expect(kind == .unrepresentable)
        await fixture.close()
    }

    @Test("The text of a statement holds placeholders and no values")
    func text() {
        let secret = "hunter2"
        let statement: SQL = "SELECT 1 WHERE a = \(secret)" + " AND b = \(Int64(5))"
        #expect(statement.text(in: .sqlite) == "SELECT 1 WHERE a = ? AND b = ?")
        #expect(statement.text(in: .postgres) == "SELECT 1 WHERE a = $1 AND b = $2")
    }

    @Test("After closing every call is refused", arguments: DatabaseKind.allCases)
    func closed(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        await fixture.close()
        #expect(await errorKind { try await fixture.insert(1) } == .closed)
        #expect(await errorKind { _ = try await fixture.ids() } == .closed)
    }
}

/// The kind of the database error with which `body` ends; `nil` when it succeeds.
func errorKind(_ body: () async throws -> Void) async -> DatabaseError.Kind? {
    do {
        try await body()
        return nil
    } catch let error as TransactionError<DatabaseError> {
        switch error {
        case .database(let error), .body(let error), .commitOutcomeUnknown(let error): return error.kind
        }
    } catch {
        Issue.record("unexpected: \(error)")
        return nil
    }
}
