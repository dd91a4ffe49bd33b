#if FUZZING
    internal import Glibc
    internal import NIOCore

    /// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
    enum LibFuzzer {
        /// What every input is given to. libFuzzer calls on one thread.
        nonisolated(unsafe) fileprivate static var body: (ByteBuffer) -> Void = { _ in }

        /// The subject is named by the environment, because the arguments are libFuzzer's.
        static func run(_ subjects: [Subject]) -> Never {
            let name = unsafe getenv("FUZZ_SUBJECT").map { unsafe String(cString: $0) } ?? ""
            guard let subject = subjects.first(where: { $0.name == name }) else {
                preconditionFailure("FUZZ_SUBJECT names no subject: \(name)")
            }
            unsafe body = subject.run
            var count = CommandLine.argc
            var arguments = unsafe CommandLine.unsafeArgv
            exit(unsafe runDriver(&count, &arguments, unsafe testOneInput))
        }
    }

    @_silgen_name("LLVMFuzzerRunDriver")
    private func runDriver(
        _ count: UnsafeMutablePointer<Int32>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
    ) -> Int32

    @_cdecl("LLVMFuzzerTestOneInput")
    func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        unsafe LibFuzzer.body(ByteBuffer(bytes: UnsafeRawBufferPointer(start: start, count: count)))
        return 0
    }
#endif
