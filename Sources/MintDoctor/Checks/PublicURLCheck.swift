internal import FoundationEssentials

/// Where wallets are told to find the mint: whether their ecash is safe on the way, and whether this mint is there.
package struct PublicURLCheck: Check {
    package let subject = "public URL"
    private let urls: [String]
    private let host: String
    private let port: Int

    /// - Parameters:
    ///   - host: where the mint listens itself.
    package init(_ urls: [String], host: String, port: Int) {
        self.urls = urls
        self.host = host
        self.port = port
    }

    package func findings() async -> [Finding] {
        guard !urls.isEmpty else {
            return [
                .warning(
                    subject, "there is none: wallets are not told where the mint is", advice: "set url under [info]")
            ]
        }
        let here: MintAnswer?
        var findings: [Finding] = []
        switch await own() {
        case .nobody: here = nil
        case .mint(let answer): here = answer
        case .other(let reason):
            here = nil
            findings.append(
                .failed(
                    subject, "what listens at \(Self.local(host, port)) does not answer as this mint: \(reason)",
                    advice: "see what it is (ss -ltnp), and whether mintd hangs; its log says more"))
        }
        for url in urls { findings.append(await finding(url, here)) }
        return findings
    }

    /// Who is where the mint listens.
    private enum Own {
        /// Then mintd does not run.
        case nobody
        case mint(MintAnswer)
        case other(String)
    }

    private func finding(_ url: String, _ here: MintAnswer?) async -> Finding {
        guard let parts = URLComponents(string: url), let name = parts.host, !name.isEmpty else {
            return .failed(subject, "\(url) is no URL", advice: "correct url under [info]")
        }
        // Tor encrypts by itself, and is not to be asked from here.
        if name.hasSuffix(".onion") { return .ok(subject, "\(url), which only Tor can ask") }
        guard parts.scheme == "https" || Self.isThisHost(name) else {
            return .failed(
                subject, "\(url) is not https: whoever is on the way can take the ecash",
                advice: "put a proxy with TLS in front of the mint, and its https:// URL under [info]")
        }
        guard let here else { return .ok(subject, "\(url); not asked, for mintd does not answer here") }
        return await finding(url, asking: url.hasSuffix("/") ? "\(url)v1/info" : "\(url)/v1/info", here)
    }

    private func finding(_ url: String, asking address: String, _ here: MintAnswer) async -> Finding {
        let advice = "see where \(url) leads, and that the proxy there passes requests on to \(Self.local(host, port))"
        let answer: WebLook.Answer
        do throws(WebLook.Failure) {
            answer = try await WebLook.get(address)
        } catch {
            switch error {
            case .refused: return .failed(subject, "nobody answers at \(url)", advice: advice)
            case .trust:
                return .failed(
                    subject, "wallets will not trust the certificate of \(url)",
                    advice: "renew it; it must name that host, with every certificate between it and its authority")
            case .other(let reason): return .failed(subject, "\(url) cannot be asked: \(reason)", advice: advice)
            }
        }
        if (300..<400).contains(answer.status) {
            let target = String((answer.location ?? "elsewhere").prefix(200))
            return .failed(
                subject, "\(url) sends wallets to \(target), where not all will go",
                advice: "let url under [info] be where the mint itself answers")
        }
        guard let there = MintAnswer(answer) else {
            return .failed(subject, "what answers at \(url) is no mint (status \(answer.status))", advice: advice)
        }
        guard there == here else {
            return .failed(
                subject, "another mint answers at \(url): its key is \(there.pubkey ?? "not known to itself yet")",
                advice: advice)
        }
        return .ok(subject, "\(url), and this mint answers there")
    }

    /// What this mint says of itself.
    private func own() async -> Own {
        guard port > 0 else { return .nobody }
        do throws(WebLook.Failure) {
            let answer = try await WebLook.get("http://\(Self.local(host, port))/v1/info")
            return MintAnswer(answer).map(Own.mint) ?? .other("status \(answer.status)")
        } catch {
            switch error {
            case .refused: return .nobody
            case .trust(let reason), .other(let reason): return .other(reason)
            }
        }
    }

    private static func local(_ host: String, _ port: Int) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1:\(port)"
        case "::": "[::1]:\(port)"
        default: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    private static func isThisHost(_ name: String) -> Bool {
        let isIPv4 = name.split(separator: ".").count == 4 && name.allSatisfy { $0.isNumber || $0 == "." }
        return ["localhost", "::1", "[::1]"].contains(name) || isIPv4 && name.hasPrefix("127.")
    }
}
