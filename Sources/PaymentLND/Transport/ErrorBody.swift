/// How the node writes an error: bare, with a status of HTTP, when it refuses a request; wrapped when it comes in a
/// stream, and from some versions also before one. Versions before 0.13 put the text into `error`.
struct ErrorBody: Decodable {
    let status: LNDStatus?

    private enum CodingKeys: String, CodingKey { case code, message, error }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let wrapped = try? fields.decode(ErrorBody.self, forKey: .error) {
            status = wrapped.status
            return
        }
        let code = try fields.decodeIfPresent(Int.self, forKey: .code)
        let message =
            try fields.decodeIfPresent(String.self, forKey: .message)
            ?? fields.decodeIfPresent(String.self, forKey: .error)
        status = code.map { LNDStatus(code: $0, message: message ?? "") }
    }
}
