/// What an operation does with money.
package enum OperationKind: Int64, Sendable, CaseIterable {
    case swap = 1
    case mint = 2
    case melt = 3
}
