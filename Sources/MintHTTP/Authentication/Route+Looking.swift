internal import HTTPTypes

extension Route {
    /// Whether it leaves everything as it was: an attempt that failed is then as good as none.
    var onlyLooks: Bool {
        switch self {
        case .checkState, .restore, .mintQuoteChecks: true
        default: method == .get
        }
    }
}
