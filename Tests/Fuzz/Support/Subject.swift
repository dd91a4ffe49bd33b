package import NIOCore

/// What an input is given to. Each has a folder of its name in the corpus.
package struct Subject {
    package let name: String
    let seeds: () throws -> [ByteBuffer]
    let run: (ByteBuffer) -> Void

    /// - Parameter seeds: the inputs to begin with.
    package init(
        _ name: String, seeds: @escaping () throws -> [ByteBuffer], run: @escaping (ByteBuffer) -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.run = run
    }
}
