internal import ArgumentParser
internal import SignatoryCore

/// `signatory`: the daemon that holds the private keys of a mint, and the operator's commands to it.
@main
struct SignatoryProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signatory",
        abstract: "Holds the private keys of a Cashu mint and signs for it.",
        discussion: """
            The keys live in this process and nowhere else. The mint asks for signatures over one Unix socket, the \
            operator rotates keysets over another.

            A first start:
              $ cat > signatory.toml <<'END'
              [signatory]
              seed_file    = "seed"
              database     = "keys/keys.sqlite"
              mint_socket  = "run/mint.sock"
              admin_socket = "run/admin.sock"
              END
              $ signatory init
              $ signatory serve

            Every key of the file, with its default:
              [signatory]
              seed_file = …            12 or 24 words; must exist for all but `init`; or:
              seed_credential = …      name of a credential in $CREDENTIALS_DIRECTORY (systemd)
              passphrase_file = …      the seed is encrypted with what stands there; or:
              passphrase_credential = …
              allow_unlocked_memory = false   true: serve with keys that may reach the swap space
              database = …             public data only; back it up with every rotation
              mint_socket = …          mode 0660; the mint connects here
              admin_socket = …         mode 0600; `status` and `keyset` connect here
              metrics_socket = …       mode 0660; Prometheus reads GET /metrics here
              mint_socket_group = …    group (name or number) of mint_socket
              allowed_uids = []        users (name or number) who may connect to mint_socket, besides this one
              allowed_gids = []        the same by group; who is not in each list that has members is refused
              psk_file = …             a key that the mint must have too: 64 to 256 hex digits, mode 0400
              psk_credential = …       the same, by the name of a credential of the service manager
              [keysets]
              units = ["sat"]          each gets a keyset when it has none
              input_fee_ppk = 0        thousandths of the unit for each input
              max_order = 32           amounts 2^0 to 2^(max_order - 1); at most 63
              version = "01"           of the keyset ids; "00" for old wallets
              [rotation]
              every = …                such as "90d": the signatory rotates by itself
              drain = "30d"            how long a keyset so rotated signs melt change
              expires_after = …        such as "365d": final expiry of keysets so made
              [log]
              level = "info"           trace, debug, info, notice, warning, error, critical
            Relative paths are relative to the directory of the file.

            Exit status:
              0   done
              1   the signatory refused, or `status`: it is not ready
              3   wrong seed: the keys database belongs to another one; or wrong passphrase
              4   the keys database was altered
              5   the keys database was written by a newer release
              64  wrong usage
              66  a file is missing
              69  the signatory is not running, or its database or socket is in use
              70  a fault of this program or of the system
              73  a file cannot be made, or is there already
              77  a file may be read by others or may not be read by this user, or memory cannot be locked
              78  the configuration is wrong
            """,
        version: SignatoryRelease.name,
        subcommands: [
            InitCommand.self, ServeCommand.self, StatusCommand.self, KeysetCommand.self, LimitsCommand.self,
            PauseCommand.self, ResumeCommand.self, AuditCommand.self, VerifyCommand.self, BackupCommand.self,
            ExportPublicCommand.self, SeedCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard let failure = CommandFailure(any: error) else { exit(withError: error) }
            Output.error("signatory: \(failure.message)")
            exit(withError: ExitCode(failure.status.rawValue))
        }
    }
}
