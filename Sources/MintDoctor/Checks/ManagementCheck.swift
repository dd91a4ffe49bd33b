internal import CProcess
internal import Glibc
internal import LocalSockets
internal import ManagementAPI

/// The operator's way into a running mint, and what waits there for a hand.
package struct ManagementCheck: Check {
    package let subject = "management"
    private let socket: String?

    package init(_ socket: String?) { self.socket = socket }

    package func findings() async -> [Finding] {
        guard let socket else {
            return [
                .warning(
                    subject, "there is no socket: nothing can be looked at or done by hand while the mint runs",
                    advice: "set socket under [mint_management_rpc]")
            ]
        }
        let status = unsafe mint_unix_connect(socket)
        guard status < 0 else {
            close(status)
            return await ask(socket)
        }
        switch -status {
        case ENOENT, ECONNREFUSED: return [.ok(subject, "nobody listens at \(socket): mintd does not run")]
        case EACCES, EPERM:
            return [
                .warning(
                    subject, "\(socket) may not be opened by uid \(FileLook.user)", advice: "run this as mintd's user")
            ]
        default:
            return [
                .failed(
                    subject, "\(socket): \(Errno.text(status))",
                    advice: "set another socket under [mint_management_rpc]")
            ]
        }
    }

    private func ask(_ socket: String) async -> [Finding] {
        do throws(WebLook.Failure) {
            let answer = try await WebLook.get(WebLook.url(socket: socket, ManagementRoute.incidents.path))
            guard answer.status == 200,
                let list = try? ManagementCoding.decode(IncidentListAnswer.self, answer.body)
            else {
                return [
                    .failed(
                        subject, "what listens at \(socket) is no mintd of this release",
                        advice: "see what it is; restart mintd after an update")
                ]
            }
            return [.ok(subject, "mintd answers at \(socket)")] + Self.incidents(list)
        } catch {
            return [.failed(subject, "mintd listens at \(socket) and does not answer", advice: "look at its log")]
        }
    }

    private static func incidents(_ list: IncidentListAnswer) -> [Finding] {
        let open = list.incidents.count { $0.resolvedAt == nil }
        guard open > 0 else { return [] }
        return [
            .failed(
                "incidents", "\(open) \(open == 1 ? "is" : "are") open: nothing is melted",
                advice: "mintctl incident list; docs/operations.md says what to do")
        ]
    }
}
