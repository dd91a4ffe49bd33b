internal import CSignatoryProto

/// Which member of a `oneof` is present, under names that fit on a line.
enum WireCase {
    static var failureIndex: Cashu__Signatory__V1__Failure__IndexCase {
        CASHU__SIGNATORY__V1__FAILURE___INDEX_INDEX
    }
    static var keysetExpiry: Cashu__Signatory__V1__Keyset__FinalExpiryCase {
        CASHU__SIGNATORY__V1__KEYSET___FINAL_EXPIRY_FINAL_EXPIRY
    }
    static var drainUntil: Cashu__Signatory__V1__Keyset__DrainUntilCase {
        CASHU__SIGNATORY__V1__KEYSET___DRAIN_UNTIL_DRAIN_UNTIL
    }
    static var rotationExpiry: Cashu__Signatory__V1__RotateKeysetRequest__FinalExpiryCase {
        CASHU__SIGNATORY__V1__ROTATE_KEYSET_REQUEST___FINAL_EXPIRY_FINAL_EXPIRY
    }
    static var secret: Cashu__Signatory__V1__Proof__PreimageCase {
        CASHU__SIGNATORY__V1__PROOF___PREIMAGE_SECRET
    }
    static var point: Cashu__Signatory__V1__Proof__PreimageCase {
        CASHU__SIGNATORY__V1__PROOF___PREIMAGE_POINT
    }
    static var firstBad: Cashu__Signatory__V1__VerifyProofsResult__FirstBadCase {
        CASHU__SIGNATORY__V1__VERIFY_PROOFS_RESULT___FIRST_BAD_FIRST_BAD
    }
    static var limitAmount: Cashu__Signatory__V1__Limit__MaxAmountCase {
        CASHU__SIGNATORY__V1__LIMIT___MAX_AMOUNT_MAX_AMOUNT
    }
    static var limitOutputs: Cashu__Signatory__V1__Limit__MaxOutputsCase {
        CASHU__SIGNATORY__V1__LIMIT___MAX_OUTPUTS_MAX_OUTPUTS
    }
    static var newLimitAmount: Cashu__Signatory__V1__SetLimitRequest__MaxAmountCase {
        CASHU__SIGNATORY__V1__SET_LIMIT_REQUEST___MAX_AMOUNT_MAX_AMOUNT
    }
    static var newLimitOutputs: Cashu__Signatory__V1__SetLimitRequest__MaxOutputsCase {
        CASHU__SIGNATORY__V1__SET_LIMIT_REQUEST___MAX_OUTPUTS_MAX_OUTPUTS
    }
}
