/// One line of a stream: `{"result":…}` or `{"error":…}`.
struct StreamMessage<Content: Decodable>: Decodable {
    let result: Result<Content, LNDStatus>

    private enum CodingKeys: String, CodingKey { case result, error }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let status = try fields.decodeIfPresent(ErrorBody.self, forKey: .error)?.status {
            result = .failure(status)
        } else {
            result = .success(try fields.decode(Content.self, forKey: .result))
        }
    }
}
