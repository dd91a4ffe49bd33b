internal import FoundationEssentials
package import Logging
internal import MintCore
package import PaymentAPI
internal import PaymentCLN
internal import PaymentFake
internal import PaymentLND

extension MintConfiguration {
    /// The backend of a mint that is to run. It connects to nothing yet: a mint starts while its node is away.
    func makeBackend(_ logger: Logger) throws(MintStartError) -> any PaymentBackend {
        switch backend {
        case .fake:
            logger.warning("the Lightning backend is a fake: this mint's ecash is worth nothing")
            do throws(PaymentError) { return try FakeBackend(fakeBackend) } catch { throw .backend(error) }
        case .coreLightning(let settings): return try Self.node(settings, logger)
        case .lnd(let settings):
            return try Self.node(settings, logger) { (path) throws(LNDConfigurationError) in
                try PreimageKey(file: path)
            }
        }
    }

    /// The node, for one who makes no invoices and no files; `nil` when there is none.
    package func nodeToLookAt(_ logger: Logger) throws(MintStartError) -> (any PaymentBackend)? {
        switch backend {
        case .fake: nil
        case .coreLightning(let settings): try Self.node(settings, logger)
        case .lnd(let settings):
            try Self.node(settings, logger) { (path) throws(LNDConfigurationError) in
                try PreimageKey(lookingAt: path)
            }
        }
    }

    /// What a look at the configuration alone does not tell, such as whether the files that it names can be used.
    package func checkNode() throws(MintStartError) {
        _ = try nodeToLookAt(Logger(label: "check") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func node(
        _ settings: CoreLightningConfiguration, _ logger: Logger
    ) throws(MintStartError) -> CoreLightningBackend {
        do throws(CoreLightningSettingsError) {
            return try CoreLightningBackend(settings, logger: logger, now: now)
        } catch {
            throw .backendSettings("\(error)")
        }
    }

    private static func node(
        _ settings: LNDSettings, _ logger: Logger,
        preimageKey: (_ path: String) throws(LNDConfigurationError) -> PreimageKey
    ) throws(MintStartError) -> LNDBackend {
        do throws(LNDConfigurationError) {
            var configuration = try LNDConfiguration(
                address: settings.address, certificate: try content(settings.certificateFile),
                macaroon: settings.macaroon, preimageKey: try preimageKey(settings.preimageKeyFile),
                network: settings.network)
            configuration.feePartsPerMillion = settings.fees.partsPerMillion
            configuration.reserveFeeMinMsat = settings.fees.minimumMsat
            configuration.privateRouteHints = settings.exposesPrivateChannels
            return LNDBackend(configuration, logger: logger, now: now)
        } catch .unusable(.certificate, _, let reason) {
            throw .backendSettings("cert_file of the LND node, \(settings.certificateFile): \(reason)")
        } catch {
            throw .backendSettings("\(error)")
        }
    }

    /// The certificate, which is no secret.
    private static func content(_ path: String) throws(LNDConfigurationError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw .unusable(.certificate, path, "it is not there")
        } catch {
            throw .unusable(.certificate, path, "it cannot be read")
        }
    }

    private static let now: @Sendable () -> UInt64 = { SystemMintClock().now() }
}
