/// What the node said to one call of each method.
struct MethodFindings {
    /// The rune does not allow them.
    private(set) var forbidden: [NodeMethod] = []
    /// The node does not know them.
    private(set) var unknown: [NodeMethod] = []
    /// No answer: the first such.
    private(set) var silent: (method: NodeMethod, failure: CallFailure)?

    mutating func note(_ failure: CallFailure, _ method: NodeMethod) {
        switch failure {
        case .forbidden: forbidden.append(method)
        case .node(let error) where error.code == NodeError.Code.unknownMethod: unknown.append(method)
        // That something is missing is what these answers should say.
        case .node: break
        case .notSent, .untrusted, .unauthenticated, .cut, .lost: silent = silent ?? (method, failure)
        }
    }
}
