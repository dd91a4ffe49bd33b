#if DEBUG
    import FuzzSupport
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    /// A decoder and its encoder. Bytes are refused with a `SignatoryError`, or mean a value; what the value is encoded
    /// to means the same value, and is encoded to the same bytes again.
    struct RoundTrip: Sendable {
        let name: String
        let run: @Sendable (ByteBuffer) -> Void

        init<Value>(
            _ name: String, read: @escaping @Sendable (ByteBuffer) throws(SignatoryError) -> Value,
            write: @escaping @Sendable (Value, inout ByteBuffer) throws(SignatoryError) -> Void
        ) {
            self.init(name, read: read, write: write) { String(reflecting: $0) == String(reflecting: $1) }
        }

        init<Value: Equatable & SendableMetatype>(
            _ name: String, read: @escaping @Sendable (ByteBuffer) throws(SignatoryError) -> Value,
            write: @escaping @Sendable (Value, inout ByteBuffer) throws(SignatoryError) -> Void
        ) {
            self.init(name, read: read, write: write, areEqual: ==)
        }

        private init<Value>(
            _ name: String, read: @escaping @Sendable (ByteBuffer) throws(SignatoryError) -> Value,
            write: @escaping @Sendable (Value, inout ByteBuffer) throws(SignatoryError) -> Void,
            areEqual: @escaping @Sendable (Value, Value) -> Bool
        ) {
            self.name = name
            run = { input in
                let value: Value
                // Most inputs end here: the bytes are no such message, which is an answer as good as any.
                do throws(SignatoryError) { value = try read(input) } catch { return }
                var once = ByteBuffer()
                require("\(name): what was read can be written") { try write(value, &once) }
                let again = require("\(name): what was written can be read") { try read(once) }
                require(areEqual(value, again), "\(name): a value comes back as it was")
                var twice = ByteBuffer()
                require("\(name): what came back can be written") { try write(again, &twice) }
                require(once == twice, "\(name): a value has one form")
            }
        }
    }
#endif
