import Cashu
import Foundation
import Glibc
import ProcessTestSupport
import TestSupport
import Testing

/// On SQLite, whose files mintd syncs itself.
@Suite("A disk that fails", .serialized)
struct FaultyDiskTests {
    @Test("A disk that does not sync ends mintd, and nothing that was answered is lost")
    func noSync() async throws {
        let directory = try TemporaryDirectory()
        let signatory = try await SignatoryProgram(in: directory, keysetVersion: "01")
        try await signatory.start()
        let mint = try MintProgram(
            in: directory, socket: signatory.socket, store: .sqlite(path: directory.path(of: "mint.sqlite")))
        let switchFile = directory.path(of: "broken")
        let library = try await PreloadedLibrary.faultyDisk.built(in: directory)
        try mint.launch(environment: ["LD_PRELOAD": library, "MINT_FAULTY_DISK": switchFile])
        try await mint.ready()
        let purse = try await Purse(mint.url)
        let coins = try await purse.mint([8, 4])
        let kept = [try purse.output(8)]
        let first = try await purse.swap([coins[0]], for: kept)
        #expect(first.status == 200)

        try write(switchFile, "")
        let lost = [try purse.output(4)]
        let answer = try? await purse.swap([coins[1]], for: lost)
        #expect(answer?.status != 200, "what is not on the disk is not answered")
        #expect(await mint.program?.ending() != .exited(0))

        try FileManager.default.removeItem(atPath: switchFile)
        try await mint.start()
        #expect(try await purse.states([coins[0]]) == ["SPENT"])
        #expect(try await purse.restore(kept).signatures.count == 1)
        let again = try await purse.swap([coins[1]], for: lost)
        #expect(again.status == 200, "done or undone, it is answered when it is asked again")
    }
}
