#if DEBUG
    import FuzzSupport
    import NIOCore

    @testable import SignatoryRPC

    /// A stream of bytes that is cut into frames twice: read at once, and in the pieces that the input asks for.
    struct SplitterInput {
        private let caps: (FrameHeader) -> UInt32?
        private let pieces: [Int]
        private let stream: ByteBuffer

        /// What a splitter made of the stream.
        private struct Outcome: Equatable {
            var frames: [Frame] = []
            var fault: FrameError?
        }

        /// One byte names the caps, one the number of pieces, one each their lengths; the rest is the stream.
        init(_ input: ByteBuffer) {
            var input = input
            let phases: [(FrameHeader) -> UInt32?] = [
                FrameCaps.fromClient, FrameCaps.fromServer, FrameCaps.beforeHello, FrameCaps.beforeHelloAck,
                FrameCaps.beforeAuth, FrameCaps.beforeAuthAck,
            ]
            caps = phases[Int(input.readInteger(as: UInt8.self) ?? 0) % phases.count]
            let count = Int(input.readInteger(as: UInt8.self) ?? 0) % 32
            pieces = (input.readBytes(length: min(count, input.readableBytes)) ?? []).map(Int.init)
            stream = input
        }

        func run() {
            let whole = outcome(of: [stream])
            require(whole == outcome(of: cut()), "frames do not depend on how the stream is read")
            var rebuilt = ByteBuffer()
            for frame in whole.frames {
                frame.header.write(to: &rebuilt)
                rebuilt.writeImmutableBuffer(frame.payload)
                require(frame.payload.readableBytes == Int(frame.header.payloadLength), "a payload has its length")
                require(frame.header.payloadLength <= caps(frame.header) ?? 0, "no frame exceeds its cap")
            }
            require(stream.readableBytesView.starts(with: rebuilt.readableBytesView), "the frames are the stream")
        }

        private func cut() -> [ByteBuffer] {
            var rest = stream
            var cut = pieces.compactMap { rest.readSlice(length: min($0, rest.readableBytes)) }
            cut.append(rest)
            return cut
        }

        private func outcome(of reads: [ByteBuffer]) -> Outcome {
            var splitter = FrameSplitter(caps: caps)
            var outcome = Outcome()
            do throws(FrameError) {
                for bytes in reads {
                    try splitter.append(bytes)
                    while let frame = try splitter.next() { outcome.frames.append(frame) }
                    // A buffer grows to the next power of two, and holds one frame at most.
                    let most = 2 * (FrameHeader.byteCount + Int(FrameCaps.verifyProofs))
                    require(splitter.capacity <= max(most, stream.storageCapacity), "memory is bounded by the caps")
                }
            } catch {
                outcome.fault = error
            }
            return outcome
        }
    }
#endif
