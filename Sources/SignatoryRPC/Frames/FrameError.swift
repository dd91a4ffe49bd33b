/// Why the bytes of a peer are no frames. The connection cannot go on: the next frame's start is not known.
enum FrameError: Error, Equatable {
    /// A kind that this end never receives in this phase.
    case unexpected(FrameHeader)
    case tooLarge(FrameHeader, cap: UInt32)
}
