internal import Glibc

/// Spreads the elliptic-curve work of one request over the cores.
enum ParallelWork {
    /// What one task does before others get their turn: 16 signatures take about 3 ms.
    static let maximumShare = 16

    private static let cores: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// `transform` of each item, in order. `nil` when the task was cancelled before all were done.
    ///
    /// Few items are worth no second thread and run at once. Of many, only as many shares as there are cores are under
    /// way at a time, so a small request that arrives meanwhile waits for one share and not for all.
    @concurrent
    static func map<Item: Sendable, Product: Sendable>(
        _ items: [Item], _ transform: @escaping @Sendable (Item) -> Product
    ) async -> [Product]? {
        guard items.count > maximumShare else { return items.map(transform) }
        let share = min(maximumShare, (items.count + cores - 1) / cores)
        let ranges = stride(from: 0, to: items.count, by: share).map { $0..<min($0 + share, items.count) }
        let products = await withTaskGroup(of: (Int, [Product]).self) { group in
            func start(_ position: Int) {
                guard ranges.indices.contains(position) else { return }
                group.addTask { (position, items[ranges[position]].map(transform)) }
            }
            for position in 0..<cores { start(position) }
            var products: [Int: [Product]] = [:]
            while let (position, part) = await group.next() {
                products[position] = part
                if !Task.isCancelled { start(products.count + cores - 1) }
            }
            return products
        }
        guard products.count == ranges.count else { return nil }
        return ranges.indices.flatMap { products[$0] ?? [] }
    }
}
