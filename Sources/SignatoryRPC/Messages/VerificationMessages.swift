internal import CProtobufC
internal import CSignatoryProto
internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// The claims of one VerifyProofs.
enum VerificationRequest {
    /// - Precondition: 1 to `ProofClaim.maximumCount` claims.
    static func write(_ claims: [ProofClaim], to buffer: inout ByteBuffer, points: PointForm) {
        unsafe WireVerifyProofsRequest.write(to: &buffer) { arena, message in
            unsafe message.n_proofs = claims.count
            unsafe message.proofs = arena.records(claims) { (record: inout WireProof, claim) in
                unsafe record.amount = claim.amount
                unsafe record.keyset_id = arena.bytes(claim.keysetID)
                unsafe record.c = points.write(claim.signature, in: arena)
                switch claim.preimage {
                case .secret(let secret):
                    unsafe record._preimage_case = WireCase.secret
                    unsafe record.secret = arena.bytes(secret.bytes)
                case .point(let point):
                    unsafe record._preimage_case = WireCase.point
                    unsafe record.point = points.write(point, in: arena)
                }
            }
        }
    }

    static func read(_ payload: ByteBuffer, points: PointForm) throws(SignatoryError) -> [ProofClaim] {
        try unsafe WireVerifyProofsRequest.read(payload) { (message) throws(SignatoryError) in
            guard unsafe message.n_proofs > 0 else { throw SignatoryError(.invalidArgument, "no proofs") }
            var claims: [ProofClaim] = []
            unsafe claims.reserveCapacity(message.n_proofs)
            for index in unsafe 0..<message.n_proofs {
                guard let record = unsafe message.proofs[index] else {
                    throw SignatoryError(.invalidArgument, "no proof", index: index)
                }
                claims.append(try unsafe claim(record.pointee, at: index, points))
            }
            return claims
        }
    }

    private static func claim(
        _ record: borrowing WireProof, at index: Int, _ points: PointForm
    ) throws(SignatoryError) -> ProofClaim {
        guard let id = unsafe record.keyset_id.keysetID() else {
            throw SignatoryError(.invalidArgument, "not a keyset id", index: index)
        }
        let signature = try unsafe points.read("C", record.c, at: index)
        return unsafe ProofClaim(
            amount: record.amount, keysetID: id, preimage: try preimage(record, at: index, points),
            signature: signature)
    }

    private static func preimage(
        _ record: borrowing WireProof, at index: Int, _ points: PointForm
    ) throws(SignatoryError) -> ProofClaim.Preimage {
        switch unsafe record._preimage_case {
        case WireCase.secret:
            // Bytes that are no UTF-8 would change on their way through a text.
            guard let text = String(validating: unsafe record.secret.array(), as: UTF8.self), let secret = Secret(text)
            else { throw SignatoryError(.invalidArgument, "a secret that is empty or not UTF-8", index: index) }
            return .secret(secret)
        case WireCase.point:
            return .point(try unsafe points.read("Y", record.point, at: index))
        default:
            throw SignatoryError(.invalidArgument, "neither secret nor Y", index: index)
        }
    }
}

extension ProofVerdict {
    func write(to buffer: inout ByteBuffer) {
        unsafe WireVerifyProofsResult.write(to: &buffer) { _, message in
            switch self {
            case .valid: unsafe message.valid = 1
            case .invalid(let firstBad):
                unsafe message._first_bad_case = WireCase.firstBad
                unsafe message.first_bad = UInt32(clamping: firstBad)
            }
        }
    }

    /// The verdict on that many claims.
    init(payload: ByteBuffer, claims: Int) throws(SignatoryError) {
        self = try unsafe WireVerifyProofsResult.read(payload) { (message) throws(SignatoryError) in
            let namesOne = unsafe message._first_bad_case == WireCase.firstBad
            let firstBad = unsafe Int(message.first_bad)
            switch unsafe (message.valid != 0, namesOne) {
            case (true, false): return .valid
            case (false, true) where firstBad < claims: return .invalid(firstBad: firstBad)
            case (true, true), (false, _): throw SignatoryError(.invalidArgument, "a verdict that contradicts itself")
            }
        }
    }
}
