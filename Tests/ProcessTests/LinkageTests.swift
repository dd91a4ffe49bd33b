import Foundation
import TestSupport
import Testing

@Suite("What the programs contain")
struct LinkageTests {
    private func image(of program: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: ChildProcess.product(program)), options: .mappedIfSafe)
    }

    /// Every symbol of a Swift module has the module's name in it, with its length before it.
    private func contains(_ program: String, module: String) throws -> Bool {
        let image = try image(of: program)
        return image.range(of: Data("\(module.utf8.count)\(module)".utf8)) != nil
    }

    @Test("mintd contains none of the code that can hold a private key", arguments: ["CashuSecrets", "SignatoryCore"])
    func mintHoldsNoKeys(_ module: String) throws {
        #expect(try contains("signatory", module: module), "the search finds what is there")
        #expect(try contains("mint-solo", module: module), "the search finds what is there")
        #expect(try !contains("mintd", module: module))
    }

    @Test("mintctl contains neither keys nor a mint", arguments: ["CashuSecrets", "SignatoryCore", "MintCore", "MintStore"])
    func controlHoldsNothing(_ module: String) throws {
        #expect(try contains("mint-solo", module: module), "the search finds what is there")
        #expect(try !contains("mintctl", module: module))
    }

    @Test("signatory contains no HTTP server", arguments: ["Hummingbird", "HummingbirdCore", "NIOHTTP1", "MintHTTP", "MintCore"])
    func signatoryServesNoHTTP(_ module: String) throws {
        #expect(try contains("mintd", module: module), "the search finds what is there")
        #expect(try !contains("signatory", module: module))
    }

    @Test("mintd calls no function of libsecp256k1 that takes a private key for keeps", arguments: [
        "secp256k1_ec_seckey_tweak_add", "secp256k1_ec_seckey_tweak_mul", "secp256k1_ec_pubkey_create",
        "secp256k1_keypair_create", "secp256k1_schnorrsig_sign32",
    ])
    func mintCallsNoSigning(_ function: String) throws {
        let name = Data((function + "\0").utf8)
        #expect(try image(of: "signatory").range(of: name) != nil)
        #expect(try image(of: "mintd").range(of: name) == nil)
    }
}
