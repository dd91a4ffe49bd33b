internal import ArgumentParser
internal import ManagementAPI
internal import StrictTOML

/// Which mint is asked, and for how long; and how the answer is printed. Every command has these.
struct MintOptions: ParsableArguments {
    @Option(
        name: [.customLong("config"), .customShort("c")],
        help: ArgumentHelp("The mint's configuration, which names its socket.", valueName: "file"), completion: .file())
    var config = "mintd.toml"

    @Option(
        help: ArgumentHelp("The socket itself, in place of a configuration.", valueName: "path"), completion: .file())
    var socket: String?

    @Option(help: ArgumentHelp("How long to wait for the answer.", valueName: "seconds"))
    var timeout: UInt16 = 120

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard timeout > 0 else { throw ValidationError("--timeout is at least 1 second") }
    }

    func ask<Answer: Decodable & Sendable>(
        _ route: ManagementRoute, as type: Answer.Type
    ) async throws(CommandFailure) -> Answer {
        try await client().ask(route, body: [], as: type)
    }

    func ask<Answer: Decodable & Sendable>(
        _ route: ManagementRoute, _ request: some Encodable, as type: Answer.Type
    ) async throws(CommandFailure) -> Answer {
        let body: [UInt8]
        do { body = try ManagementCoding.encode(request) } catch { throw CommandFailure(.software, "\(error)") }
        guard body.count <= ManagementCoding.maximumRequestBytes else {
            throw CommandFailure(.refused, "the reason is too long")
        }
        return try await client().ask(route, body: body, as: type)
    }

    private func client() throws(CommandFailure) -> ManagementClient {
        if let socket { return ManagementClient(socket: socket, seconds: timeout) }
        let named: String?
        do throws(ConfigurationError) {
            named = try ConfigurationSection.path("socket", of: "mint_management_rpc", inFile: config)
        } catch {
            throw CommandFailure(.configuration, error.message(file: config))
        }
        guard let named else {
            throw CommandFailure(
                .configuration,
                "\(config) names no socket: add 'socket = \"run/mintctl.sock\"' under [mint_management_rpc] and "
                    + "restart mintd")
        }
        return ManagementClient(socket: named, seconds: timeout)
    }
}
