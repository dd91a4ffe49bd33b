package import CashuSecrets

/// Where the seed is read at the start and again for each rotation: in between it is not in memory.
package struct SeedSource: Sendable {
    /// For who is told that it could not be read, such as "the seed file /x/seed".
    let name: String
    private let reading: @Sendable () throws(SeedFileError) -> Seed

    init(name: String, reading: @escaping @Sendable () throws(SeedFileError) -> Seed) {
        self.name = name
        self.reading = reading
    }

    package static func stored(_ seed: StoredSeed) -> SeedSource {
        SeedSource(name: "\(seed)") { () throws(SeedFileError) in try seed.read() }
    }

    /// Words in clear.
    package static func file(_ path: String) -> SeedSource { .stored(StoredSeed(.file(path))) }

    /// One that stays in memory: for tests, and for `init`, whose process ends at once.
    package static func kept(_ seed: Seed) -> SeedSource { SeedSource(name: "the seed") { seed } }

    package func read() throws(SeedFileError) -> Seed { try reading() }
}
