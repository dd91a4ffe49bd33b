import Testing

@testable import Storage

@Suite("Shapes of statements")
struct SQLShapeTests {
    private static func statement(_ id: some SQLBindable) -> SQL { "SELECT 1 WHERE 1 = \(id)" }

    private static func statement(_ term: SQLTerm) -> SQL { "SELECT \(term)" }

    @Test("The same statement has the same shape whatever its values, and another shape for another type")
    func values() {
        #expect(SQLShape(Self.statement(Int64(1))) == SQLShape(Self.statement(Int64(2))))
        #expect(SQLShape(Self.statement(Int64(1))) == SQLShape(Self.statement(nil as Int64?)))
        #expect(SQLShape(Self.statement(Int64(1))) != SQLShape(Self.statement("1")))
        #expect(SQLShape(Self.statement([UInt8(1)])) != SQLShape(Self.statement("1")))
    }

    @Test("Statements that only one of the engines tells apart have different shapes")
    func terms() {
        let left = SQLTerm(sqlite: "first", postgres: "same")
        let right = SQLTerm(sqlite: "second", postgres: "same")
        let other = SQLTerm(sqlite: "first", postgres: "other")
        #expect(SQLShape(Self.statement(left)) == SQLShape(Self.statement(left)))
        #expect(SQLShape(Self.statement(left)) != SQLShape(Self.statement(right)))
        #expect(SQLShape(Self.statement(left)) != SQLShape(Self.statement(other)))
    }
}
