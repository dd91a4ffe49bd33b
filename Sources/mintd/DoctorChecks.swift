internal import Logging
internal import MintCore
internal import MintDaemon
internal import MintDoctor
internal import MintHTTP
internal import PaymentAPI
internal import ServiceManager
internal import SignatoryAPI
internal import SignatoryRPC
internal import StrictTOML

extension MintConfiguration {
    /// All that `mintd doctor` looks at, in the order in which it tells.
    func checks(file: String) -> [any Check] {
        // What would be logged is what is found.
        let logger = Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() }
        let look = DatabaseLook(database)
        let node = node(logger)
        return [
            ClockCheck(), DatabaseCheck(look),
            SignatoryCheck(
                signatory(file, logger), units: mint.units.map(\.unit), pinned: mint.signatoryIdentity, database: look,
                now: { SystemMintClock().now() }),
            LightningCheck(node), SolvencyCheck(look, node.backend, mint.solvency ?? SolvencyRule()),
            PublicURLCheck(mint.information.urls, host: http.host, port: http.port), ManagementCheck(managementSocket),
        ]
    }

    private func signatory(_ file: String, _ logger: Logger) -> SignatoryCheck.Connection {
        let credentials = ServiceEnvironment.ofThisProcess["CREDENTIALS_DIRECTORY"]
        if let key = signatoryKeyFile, key.path(credentials: credentials) == nil { return .noCredential }
        do throws(DaemonFailure) {
            let signatory = try remoteSignatory(file: file, logger)
            return .remote(signatory) { await signatory.run() }
        } catch {
            return .unusable(error.message)
        }
    }

    private func node(_ logger: Logger) -> LightningCheck.Node {
        do throws(MintStartError) {
            guard let backend = try nodeToLookAt(logger) else { return .fake }
            return .backend(backend)
        } catch {
            return .unusable("\(error)")
        }
    }
}

extension LightningCheck.Node {
    fileprivate var backend: (any PaymentBackend)? {
        switch self {
        case .backend(let backend): backend
        case .fake, .unusable: nil
        }
    }
}
