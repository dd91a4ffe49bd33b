import Cashu
import NIOCore
import SignatoryAPI
import TestSupport
import Testing

@testable import SignatoryRPC

/// Feature 4: releases before it know points of 33 bytes alone.
@Suite(.timeLimit(.minutes(1))) struct PointAgreementTests {
    private static let agreements: [(UInt8, PointForm)] = [
        (0, .compressed), (2, .compressed), (4, .uncompressed), (6, .uncompressed), (0x7b, .compressed),
    ]

    private func ask(_ peer: RawPeer, _ method: Method, _ id: UInt64, _ payload: ByteBuffer) async throws -> Frame {
        try await peer.request(method.rawValue, requestID: id, payload: payload)
        return try #require(try await peer.next())
    }

    private func claim(_ signatory: TestSignatory) async throws -> ProofClaim {
        let outputs = Sample.outputs(1, keysetID: signatory.activeKeyset.id)
        let signature = try await signatory.blindSign(Sample.request(outputs))[0]
        // Not blinded at all: C_ of Y is C.
        return ProofClaim(
            amount: 1, keysetID: signatory.activeKeyset.id, preimage: .point(outputs[0].point),
            signature: signature.point)
    }

    @Test(arguments: agreements)
    func `Points are uncompressed for a client that asks for it, and compressed for one of an earlier release`(
        features: UInt8, form: PointForm
    ) async throws {
        try await TestServer.with(TestSignatory()) { server in
            let peer = try await RawPeer.greeted(server.path, features: features)
            let outputs = Sample.outputs(3, keysetID: server.signatory.activeKeyset.id)
            let signed = try await ask(
                peer, .blindSign, 1, Sample.payload { Sample.request(outputs).write(to: &$0, points: form) })
            #expect(signed.frameKind == .response)
            let signatures = try SigningResult.read(signed.payload, for: outputs, points: form)
            let expected = try await server.signatory.blindSign(Sample.request(outputs))
            #expect(signatures.map(\.point) == expected.map(\.point))

            let claims = [try await claim(server.signatory)]
            let judged = try await ask(
                peer, .verifyProofs, 2, Sample.payload { VerificationRequest.write(claims, to: &$0, points: form) })
            #expect(try ProofVerdict(payload: judged.payload, claims: 1) == .valid)
        }
    }

    @Test(arguments: [(UInt8(2), PointForm.uncompressed, "a compressed"), (6, .compressed, "an uncompressed")])
    func `Requests in a form that was not agreed on are refused, and nothing is signed`(
        features: UInt8, form: PointForm, agreed: String
    ) async throws {
        try await TestServer.with(TestSignatory()) { server in
            let claims = [try await claim(server.signatory)]
            let before = server.signatory.signedOutputs
            let peer = try await RawPeer.greeted(server.path, features: features)
            let outputs = Sample.outputs(2, keysetID: server.signatory.activeKeyset.id)
            let signed = try await ask(
                peer, .blindSign, 1, Sample.payload { Sample.request(outputs).write(to: &$0, points: form) })
            #expect(
                try SignatoryError.read(signed.payload)
                    == SignatoryError(.invalidPoint, "B_ is not \(agreed) point", index: 0))
            let judged = try await ask(
                peer, .verifyProofs, 2, Sample.payload { VerificationRequest.write(claims, to: &$0, points: form) })
            #expect(
                try SignatoryError.read(judged.payload)
                    == SignatoryError(.invalidPoint, "C is not \(agreed) point", index: 0))
            #expect(server.signatory.signedOutputs == before)
            // The connection goes on.
            #expect(try await ask(peer, .status, 3, ByteBuffer()).frameKind == .response)
        }
    }

    @Test(arguments: [(ProtocolFeature.time, PointForm.compressed), (ProtocolFeature.wanted, .uncompressed)])
    func `A mint writes and reads points as its signatory has chosen`(features: UInt64, form: PointForm) async throws {
        let signatory = try TestSignatory()
        let directory = try TemporaryDirectory()
        let (listener, peers) = try await RawPeer.listen(on: directory.path(of: "mint.sock"))
        let client = RemoteSignatory(
            socketPath: directory.path(of: "mint.sock"), pinnedIdentity: nil, patience: .seconds(30),
            requestTimeout: .seconds(40), logger: quiet)
        let running = Task { await client.run() }
        let serving = Task {
            for await peer in peers {
                try await peer.greetClient(as: signatory) { $0.features &= features }
                while let frame = try await peer.next() {
                    if let answer = try await answer(frame, signatory, form) { try await peer.send(answer) }
                }
                return
            }
        }
        let outputs = Sample.outputs(2, keysetID: signatory.activeKeyset.id)
        let signatures = try await client.blindSign(Sample.request(outputs))
        let expected = try await signatory.blindSign(Sample.request(outputs))
        #expect(signatures.map(\.point) == expected.map(\.point))
        let verdict = try await client.verify([try await claim(signatory)])
        #expect(verdict == .valid)
        client.close()
        await running.value
        try await serving.value
        try await listener.close()
    }

    /// What a signatory of that form answers; `nil` to the subscription.
    private func answer(_ frame: Frame, _ signatory: TestSignatory, _ form: PointForm) async throws -> ByteBuffer? {
        var payload = frame.payload
        payload.moveReaderIndex(forwardBy: 4)
        let body: ByteBuffer
        switch Method(rawValue: frame.header.method) {
        case .blindSign:
            let signatures = try await signatory.blindSign(SigningRequest(payload: payload, points: form))
            body = try Sample.payload { try SigningResult.write(signatures, to: &$0, points: form) }
        case .verifyProofs:
            let verdict = try await signatory.verify(VerificationRequest.read(payload, points: form))
            body = Sample.payload { verdict.write(to: &$0) }
        default:
            return nil
        }
        return Frame.bytes(.response, method: frame.header.method, requestID: frame.header.requestID) {
            _ = $0.writeImmutableBuffer(body)
        }
    }
}
