internal import FoundationEssentials
internal import Glibc

/// The directories of the files that the configuration names.
enum Directory {
    /// Makes the directory of `path` when there is none.
    static func create(parentOf path: String, mode: Int) throws(CommandFailure) {
        let directory = parent(of: path)
        guard !FileManager.default.fileExists(atPath: directory) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        } catch {
            throw CommandFailure(.cannotCreate, "the directory \(directory) cannot be made: \(error)")
        }
    }

    /// Makes a new name in the directory of `path` durable.
    /// - Returns: 0 or an errno.
    static func sync(parentOf path: String) -> Int32 {
        let descriptor = unsafe open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return fsync(descriptor) == 0 ? 0 : errno
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }
}
