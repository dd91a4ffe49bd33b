package import Foundation

/// What a server answered.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let body: Data
    /// By names in lower case.
    package let headers: [String: String]

    /// The number in `{"detail", "code"}`.
    package var code: Int? { (try? JSONDecoder().decode(Problem.self, from: body))?.code }

    /// For messages.
    package var text: String { "\(status): \(String(decoding: body, as: UTF8.self))" }

    package func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: body)
    }

    private struct Problem: Decodable { let code: Int }
}
