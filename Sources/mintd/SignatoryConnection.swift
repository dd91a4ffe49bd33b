internal import Logging
internal import MintCore
internal import MintDaemon
internal import ServiceManager
internal import SignatoryRPC
internal import StrictTOML

extension MintConfiguration {
    /// The signatory that the file names. Connects to nothing yet.
    func remoteSignatory(file: String, _ logger: Logger) throws(DaemonFailure) -> RemoteSignatory {
        guard let socket = signatorySocket else {
            throw DaemonFailure(exitCode: 78, "\(file): signatory.socket is missing")
        }
        return RemoteSignatory(
            socketPath: socket, pinnedIdentity: mint.signatoryIdentity, sharedKey: try sharedKey(),
            release: "mintd/\(MintRelease.version)", logger: logger)
    }

    private func sharedKey() throws(DaemonFailure) -> PreSharedKey? {
        guard let file = signatoryKeyFile else { return nil }
        guard let path = file.path(credentials: ServiceEnvironment.ofThisProcess["CREDENTIALS_DIRECTORY"]) else {
            throw DaemonFailure(
                exitCode: 78, "signatory.psk_credential: the service manager gave this process no credentials")
        }
        do throws(PreSharedKeyError) {
            return try PreSharedKeyFile.read(path)
        } catch {
            throw DaemonFailure(exitCode: 78, "\(error)")
        }
    }
}
