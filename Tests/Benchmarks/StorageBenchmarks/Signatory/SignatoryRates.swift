internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC

/// What a signature costs beyond its cryptography: in the same process with the books of the signatory, and over its
/// socket. One client at a time, so that a figure is the time of a request; and sixteen, so that it is a rate.
struct SignatoryRates: Sendable {
    private let place: DatabasePlace
    private let report: Report
    private let seconds: Double

    private static let sizes = [1, 2, 64, 1_000]

    init(_ place: DatabasePlace, _ report: Report, seconds: Double) {
        self.place = place
        self.report = report
        self.seconds = seconds
    }

    func run(rounds: Int) async throws {
        let seed = unsafe FixedBytes<32>.random().withBytes { unsafe Seed(bytes: $0) }
        let directory = place.directory
        let embedded = try await EmbeddedSignatory.open(
            SignatoryConfiguration(.file(directory.path(of: "keys.sqlite")), mayCreate: true), seed: .kept(seed),
            logger: DatabasePlace.logger)
        let identity = ServerIdentity(
            publicKey: embedded.identity, generation: { embedded.generation }, sign: { embedded.signIdentity($0) })
        let server = try await SignatoryServer.listen(
            .mint(embedded), identity: identity, configuration: .init(socketPath: directory.path(of: "mint.sock")),
            logger: DatabasePlace.logger)
        let remote = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: embedded.identity, requestTimeout: .seconds(60),
            logger: DatabasePlace.logger)
        let running = Task { await remote.run() }
        let measured: Result<Void, any Error>
        do {
            _ = try await contest(embedded, remote).run(rounds: rounds, report)
            measured = .success(())
        } catch {
            measured = .failure(error)
        }
        remote.close()
        await running.value
        await server.shutDown()
        await embedded.close()
        try measured.get()
    }

    private func contest(_ embedded: EmbeddedSignatory, _ remote: RemoteSignatory) async throws -> Contest {
        guard let keyset = try await embedded.keysets().keysets.first else { throw BenchmarkError("no keyset") }
        let bare = BlindSigner(
            try KeysetDerivation.derive(
                master: try ExtendedKey(seed: unsafe FixedBytes<32>.random().withBytes { unsafe Seed(bytes: $0) }),
                unit: .sat, index: 1, count: 1))
        var contenders: [Contest.Contender] = []
        for size in Self.sizes {
            let outputs = Self.outputs(size, keyset)
            for clients in [1, 16] {
                contenders.append(
                    contender(("cryptography alone", size, clients)) {
                        for output in outputs { _ = bare.sign(output.point, at: 0) }
                    })
                contenders.append(
                    contender(("in process", size, clients)) {
                        _ = try await embedded.blindSign(Self.request(outputs))
                    })
                contenders.append(
                    contender(("over the socket", size, clients)) {
                        _ = try await remote.blindSign(Self.request(outputs))
                    })
            }
        }
        return Contest(
            benchmark: "signatory", title: "Signing", columns: ["where", "outputs", "clients"],
            unit: "requests/s", contenders: contenders)
    }

    private func contender(
        _ labels: (String, Int, Int), _ work: @escaping @Sendable () async throws -> Void
    ) -> Contest.Contender {
        Contest.Contender(labels: [labels.0, "\(labels.1)", "\(labels.2)"]) { [seconds] in
            try await ConcurrentLoad.rate(clients: labels.2, seconds: seconds, work)
        }
    }

    private static func outputs(_ count: Int, _ keyset: Keyset) -> [BlindedMessage] {
        (0..<count).map { number in
            guard let secret = Secret("output number \(number)") else { preconditionFailure("a short text") }
            return BlindedMessage(amount: 1, keysetID: keyset.id, point: secret.point)
        }
    }

    private static func request(_ outputs: [BlindedMessage]) -> SigningRequest {
        SigningRequest(purpose: .swap, operationID: OperationID(), outputs: outputs)
    }
}
