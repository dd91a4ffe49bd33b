import ProcessTestSupport
import TestSupport
import Testing

/// A signatory and a mint in two processes, on files and sockets in a directory of their own.
final class Pair: @unchecked Sendable {  // a test drives it from one task
    let directory: TemporaryDirectory
    private let keys: SignatoryProgram
    let daemon: MintProgram

    var signatory: RunningProgram? { keys.program }
    var mint: RunningProgram? { daemon.program }
    var url: String { daemon.url }
    var signatorySocket: String { keys.socket }

    /// - Parameter mintSocket: where the mint looks for its signatory; a test may put a relay in between.
    init(mintSocket: String? = nil, keysetVersion: String = "01", meltWait: Int = 60) async throws {
        directory = try TemporaryDirectory()
        keys = try await SignatoryProgram(in: directory, keysetVersion: keysetVersion)
        daemon = try MintProgram(
            in: directory, socket: mintSocket.map(directory.path(of:)) ?? keys.socket,
            store: try await .chosen(in: directory), habits: Self.habits(meltWait))
    }

    private static func habits(_ meltWait: Int) -> MintProgram.Habits {
        var habits = MintProgram.Habits()
        habits.meltWaitSeconds = meltWait
        return habits
    }

    /// Both, ready to serve.
    static func started(
        mintSocket: String? = nil, keysetVersion: String = "01", meltWait: Int = 60
    ) async throws -> Pair {
        let pair = try await Pair(mintSocket: mintSocket, keysetVersion: keysetVersion, meltWait: meltWait)
        try await pair.startSignatory()
        try await pair.startMint()
        return pair
    }

    func startSignatory() async throws { try await keys.start() }
    func startMint() async throws { try await daemon.start() }
    func mintReady() async throws { try await daemon.ready() }

    /// What `mintctl` says to the mint.
    func control(_ arguments: String...) async throws -> ChildProcess.Outcome { try await daemon.control(arguments) }

    func administer(_ arguments: String...) async throws -> ChildProcess.Outcome {
        try await keys.administer(arguments)
    }

    static func run(_ program: String, _ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(ChildProcess.product(program), arguments)
    }
}
