internal import CProtobufC
internal import Cashu
internal import CashuCrypto

// Values on their way out: copied into the arena, where protobuf-c finds them until they are packed.

extension MessageArena {
    func bytes<let n: Int>(_ value: FixedBytes<n>) -> ProtobufCBinaryData {
        unsafe value.withBytes { unsafe bytes(copying: $0) }
    }

    func bytes(_ value: [UInt8]) -> ProtobufCBinaryData {
        unsafe value.withUnsafeBytes { unsafe bytes(copying: $0) }
    }

    func bytes(_ id: KeysetID) -> ProtobufCBinaryData {
        switch id {
        case .version1(let id): unsafe bytes(id)
        case .version2(let id): unsafe bytes(id)
        }
    }

    /// Control characters become spaces, and what is beyond `maximumBytes` is left out: the receiver refuses both.
    func text(_ text: String, maximumBytes: Int) -> UnsafeMutablePointer<CChar> {
        let clean = WireText.clean(text, maximumBytes: maximumBytes)
        let bytes = unsafe allocate(CChar.self, count: clean.count + 1)
        for (position, byte) in clean.enumerated() { unsafe bytes[position] = CChar(bitPattern: byte) }
        return unsafe bytes
    }

    func numbers(_ values: [UInt64]) -> UnsafeMutablePointer<UInt64>? {
        guard !values.isEmpty else { return nil }
        let numbers = unsafe allocate(UInt64.self, count: values.count)
        for (position, value) in values.enumerated() { unsafe numbers[position] = value }
        return unsafe numbers
    }

    /// One struct for each element.
    func records<Record: WireRecord, Element>(
        _ elements: [Element], _ fill: (inout Record, Element) -> Void
    ) -> UnsafeMutablePointer<UnsafeMutablePointer<Record>?> {
        let records = unsafe allocate(Record.self, count: elements.count)
        let pointers = unsafe allocate(UnsafeMutablePointer<Record>?.self, count: elements.count)
        for (position, element) in elements.enumerated() {
            let record = unsafe records + position
            unsafe Record.prepare(record)
            unsafe fill(&record.pointee, element)
            unsafe pointers[position] = record
        }
        return unsafe pointers
    }

    private func bytes(copying source: UnsafeRawBufferPointer) -> ProtobufCBinaryData {
        let copy = unsafe allocate(UInt8.self, count: source.count)
        unsafe UnsafeMutableRawBufferPointer(start: copy, count: source.count).copyMemory(from: source)
        return unsafe ProtobufCBinaryData(len: source.count, data: copy)
    }
}
