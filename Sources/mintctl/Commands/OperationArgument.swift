internal import ArgumentParser

/// The operation that a command is about.
struct OperationArgument: ParsableArguments {
    @Argument(help: "The id of an operation, as 'mintctl saga list' and the log print it.")
    var operation: String

    func validate() throws {
        guard operation.allSatisfy({ $0.isHexDigit && $0.isASCII || $0 == "-" }), operation.utf8.count <= 128 else {
            throw ValidationError("'\(operation)' is no id of an operation: hex digits and hyphens")
        }
    }
}
