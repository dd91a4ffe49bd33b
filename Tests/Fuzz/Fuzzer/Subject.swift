#if DEBUG
    import NIOCore

    /// What an input is given to. Each has a folder of its name in the corpus.
    struct Subject {
        let name: String
        let run: (ByteBuffer) -> Void

        static var all: [Subject] {
            let streams = [
                Subject(name: "splitter") { SplitterInput($0).run() },
                Subject(name: "sequence") { Conversation($0).run() },
            ]
            return streams + RoundTrip.all.map { Subject(name: $0.name, run: $0.run) }
        }

        static func named(_ name: String) -> Subject? { all.first { $0.name == name } }
    }
#endif
