internal import Cashu

/// The members that every request has. Reading fails only when the document is no JSON; what is missing or of a wrong
/// kind is `nil`.
struct RPCEnvelope {
    private enum Member: String {
        case version = "jsonrpc"
        case id, method
        case parameters = "params"
    }

    let version: String?
    let id: RPCID?
    let method: String?
    /// Where they stand in the document.
    let parameters: Range<Int>?

    init(_ reader: inout JSONReader) throws(NUTError) {
        var (version, id, method): (String?, RPCID?, String?)
        var parameters: Range<Int>?
        if reader.next() == UInt8(ascii: "{") {
            try reader.object(Member.self) { (reader, member) throws(NUTError) in
                switch member {
                case .version: version = try Self.word(&reader)
                case .id: id = try RPCID(&reader)
                case .method: method = try Self.word(&reader)
                case .parameters:
                    _ = reader.next()
                    let start = reader.position
                    try reader.skip()
                    parameters = start..<reader.position
                }
            }
        } else {
            try reader.skip()
        }
        self.version = version
        self.id = id
        self.method = method
        self.parameters = parameters
    }

    func checkedID() throws(RPCError) -> RPCID {
        guard version == "2.0" else { throw .invalidRequest("not a request of JSON-RPC 2.0; there are no batches") }
        guard let id else {
            throw .invalidRequest("id is not a number or a string, or a very long one")
        }
        return id
    }

    private static func word(_ reader: inout JSONReader) throws(NUTError) -> String? {
        guard reader.next() == UInt8(ascii: "\"") else {
            try reader.skip()
            return nil
        }
        return reader.string(try reader.text())
    }
}
