import FuzzSupport

/// Fuzzes what the signatory's socket reads, at either end.
@main
struct SocketFuzzer {
    static func main() throws {
        #if DEBUG
            try Fuzzer.main([
                Subject("splitter", seeds: Corpus.streams) { SplitterInput($0).run() },
                Subject("messages", seeds: MessageInput.seeds) { MessageInput($0).run() },
                Subject("sequence", seeds: Corpus.conversations) { Conversation($0).run() },
                Subject("client", seeds: ClientCorpus.make) { ClientConversation($0).run() },
            ])
        #else
            Fuzzer.refuse()
        #endif
    }
}
