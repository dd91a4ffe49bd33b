internal import NIOCore
internal import SignatoryAPI

/// What a client has asked on a connection and not been answered.
struct RequestTable {
    private enum Entry {
        /// - burst: of `CallQueue`, if it is one of it.
        case call(PendingCall, expiry: Scheduled<Void>, burst: UInt64?)
        case events(EventQueue)

        var method: Method {
            switch self {
            case .call(let call, _, _): call.method
            case .events(let queue): queue.method
            }
        }
    }

    /// As the server said; more calls wait here.
    var maximumInFlight = 1
    private var lastRequestID: UInt64 = 0
    private var entries: [UInt64: Entry] = [:]
    private var callsInFlight = 0
    private var queues: [Method: CallQueue] = [:]

    var waitingCount: Int { queues.values.reduce(0) { $0 + $1.count } }
    var hasCallsInFlight: Bool { callsInFlight > 0 }

    // MARK: Asking

    mutating func add(_ call: PendingCall, expiry: Scheduled<Void>) {
        queues[call.method, default: CallQueue()].add((call, expiry))
    }

    /// What of the calls that wait may be sent now. They are in flight under these ids from now on.
    mutating func takeWaiting() -> [(requestID: UInt64, call: PendingCall)] {
        var taken: [(requestID: UInt64, call: PendingCall)] = []
        for method in queues.keys {
            let burst = queues[method]?.takeBurst(free: maximumInFlight - callsInFlight, of: maximumInFlight) ?? []
            for (waiting, burst) in burst {
                lastRequestID += 1
                entries[lastRequestID] = .call(waiting.call, expiry: waiting.expiry, burst: burst)
                callsInFlight += 1
                taken.append((lastRequestID, waiting.call))
            }
        }
        return taken
    }

    mutating func begin(_ queue: EventQueue) -> UInt64 {
        lastRequestID += 1
        entries[lastRequestID] = .events(queue)
        return lastRequestID
    }

    /// - Returns: the id of the call when it was in flight. An answer that still comes is dropped.
    mutating func forget(_ call: PendingCall) -> UInt64? {
        if let waiting = queues[call.method]?.remove(call) {
            waiting.expiry.cancel()
            return nil
        }
        // Few are in flight, and few are cancelled.
        for case (let requestID, .call(let other, let expiry, _)) in entries where other === call {
            expiry.cancel()
            remove(requestID)
            return requestID
        }
        return nil
    }

    // MARK: Answers

    /// - Returns: `false` for an answer to what was not asked.
    mutating func answer(_ header: FrameHeader, _ answer: PendingCall.Answer) -> Bool {
        guard wasAsked(header.requestID) else { return false }
        guard let entry = entries[header.requestID] else { return true }
        guard entry.method.rawValue == header.method else { return false }
        switch (entry, answer) {
        case (.call(let call, let expiry, _), _):
            expiry.cancel()
            remove(header.requestID)
            call.answer.set(answer)
            return true
        case (.events(let queue), .failure(let payload)):
            remove(header.requestID)
            queue.end(.failure(payload))
            return true
        case (.events, .response), (.events, .lost):
            return false
        }
    }

    /// - Returns: `false` for an event that was not asked for, or is one too many.
    mutating func event(_ header: FrameHeader, _ payload: ByteBuffer) -> Bool {
        guard wasAsked(header.requestID) else { return false }
        guard let entry = entries[header.requestID] else { return true }
        guard case .events(let queue) = entry, queue.method.rawValue == header.method else { return false }
        let isLast = header.flags & FrameHeader.endOfStream != 0
        if isLast { remove(header.requestID) }
        return queue.add(payload, isLast: isLast)
    }

    // MARK: Ends

    /// Of what the server will not do any more. Calls in flight are still answered.
    mutating func endWaitingAndStreams(_ error: SignatoryError) {
        for method in queues.keys {
            for (call, expiry) in queues[method]?.removeAll() ?? [] {
                expiry.cancel()
                call.answer.set(.lost(error))
            }
        }
        for case (let requestID, .events(let queue)) in entries {
            queue.end(.lost(error))
            remove(requestID)
        }
    }

    mutating func endAll(_ error: SignatoryError) {
        endWaitingAndStreams(error)
        for case .call(let call, let expiry, _) in entries.values {
            expiry.cancel()
            call.answer.set(.lost(error))
        }
        entries = [:]
        callsInFlight = 0
        queues = [:]
    }

    private func wasAsked(_ requestID: UInt64) -> Bool { requestID > 0 && requestID <= lastRequestID }

    private mutating func remove(_ requestID: UInt64) {
        guard case .call(let call, _, let burst)? = entries.removeValue(forKey: requestID) else { return }
        callsInFlight -= 1
        queues[call.method]?.end(burst)
    }
}
