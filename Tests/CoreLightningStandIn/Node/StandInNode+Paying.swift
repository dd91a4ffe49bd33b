package import CashuCrypto
internal import Lightning
internal import Synchronization

/// What there is to pay, of either kind of invoice.
private struct Bill {
    let text: String
    let hash: FixedBytes<32>
    let preimage: FixedBytes<32>
    let amountMsat: UInt64?
    let expiresAt: UInt64
    let network: LightningNetwork?
    let fate: StandInFate

    init?(_ text: String) {
        self.text = text
        if let invoice = try? Bolt11Invoice(parsing: text) {
            hash = invoice.paymentHash
            preimage = invoice.paymentSecret.map(StandInPayee.preimage) ?? FixedBytes()
            amountMsat = invoice.amountMsat
            expiresAt = invoice.expiresAt
            network = invoice.network
            fate = StandInFate(description: invoice.description)
        } else if let invoice = StandInOfferInvoice(text), let hash = invoice.paymentHash,
            let secret = invoice.secret, let created = invoice.createdAt
        {
            self.hash = hash
            preimage = StandInPayee.preimage(secret: secret)
            amountMsat = invoice.amountMsat
            expiresAt = created + 7_200
            network = nil
            fate = StandInFate(description: invoice.description)
        } else {
            return nil
        }
    }

    /// A payee that the stand-in has invented; of others it has no preimage.
    var isKnown: Bool { SHA256.hash(preimage.bytes) == hash }
}

extension StandInNode {
    func xpay(_ parameters: JSON, invoiceKey: String) async -> StandInAnswer {
        guard let text = parameters[invoiceKey]?.string, let bill = Bill(text) else {
            return .wrongParameters("\(invoiceKey): not an invoice")
        }
        guard bill.fate != .lost else { return .cut }
        guard let amount = parameters["amount_msat"]?.number ?? bill.amountMsat,
            (parameters["amount_msat"] == nil) == (bill.amountMsat != nil)
        else { return .wrongParameters("amount_msat: exactly when the invoice has none") }
        let partial = parameters["partial_msat"]?.number
        guard parameters["partial_msat"] == nil || partial.map({ $0 > 0 && $0 <= amount }) == true else {
            return .wrongParameters("partial_msat")
        }
        guard let maxfee = parameters["maxfee"]?.number, parameters["retry_for"]?.number != nil else {
            return .wrongParameters("maxfee and retry_for: whole numbers")
        }
        let settings = settings
        if let network = bill.network, network != settings.network {
            return .wrongParameters("invoice of another chain")
        }
        record(.order(hash: bill.hash.hex, method: invoiceKey, at: now))
        if hasRecordOfSuccess(bill.hash) { return .error(code: settings.alreadyPaidCode, message: "Already paid") }
        guard bill.expiresAt > now else { return .error(code: 207, message: "Invoice expired") }
        guard partial ?? amount <= settings.spendableMsat else {
            return .error(code: 215, message: "Insufficient funds")
        }
        guard bill.isKnown else { return .error(code: 203, message: "Destination said it doesn't know invoice") }
        return await pay(bill, amount: partial ?? amount, fee: maxfee / 2, maxfee: maxfee)
    }

    private func pay(_ bill: Bill, amount: UInt64, fee: UInt64, maxfee: UInt64) async -> StandInAnswer {
        let group: UInt64
        switch bill.fate {
        case .noRoute: return .error(code: 205, message: "We could not find a usable set of paths")
        case .tooExpensive: return .error(code: 206, message: "Fee would exceed the limit")
        case .noFunds: return .error(code: 215, message: "Insufficient funds")
        case .giveUpEarly: return .error(code: 209, message: "Timed out after 0 attempts")
        case .routing, .lost: return .cut
        case .routingHeld: return await wait(for: .payment(hash: bill.hash.hex), seconds: nil)
        case .overcharge: group = begin(bill, amount, fee: 10 * maxfee)
        case .failEarly:
            group = begin(bill, amount, fee: fee)
            addFailedPart(bill, group, amount / 2)
        case .settle, .refuse, .giveUp, .hang, .hangCut, .settleCut, .wrongPreimage, .noPreimage,
            .retrying, .retryingHeld, .pluginDies, .genericErrorPaid:
            group = begin(bill, amount, fee: fee)
        case .threeEntries:
            end(group: begin(bill, amount, fee: fee), preimage: nil)
            _ = begin(bill, amount, fee: fee)
            group = begin(bill, amount, fee: fee)
        }
        switch bill.fate {
        case .settle, .overcharge: return complete(bill, group)
        case .refuse: return fail(group, code: 203)
        case .giveUp: return fail(group, code: 209)
        case .hang: return await wait(for: .payment(hash: bill.hash.hex), seconds: nil)
        case .failEarly:
            return .error(code: 205, message: "No more paths; the rest has not come back yet")
        case .hangCut: return .cut
        case .pluginDies: return .error(code: -4, message: "Plugin terminated before replying to RPC call.")
        case .settleCut:
            guard case .result(let result) = complete(bill, group) else { return .cut }
            return .cutResult(result)
        case .threeEntries:
            _ = complete(bill, group)
            return .cut
        case .genericErrorPaid:
            _ = complete(bill, group)
            return .error(code: -1, message: "something else went wrong")
        case .wrongPreimage:
            end(group: group, preimage: SHA256.hash("something else").hex)
            return result(group, preimage: SHA256.hash("something else").hex)
        case .noPreimage:
            end(group: group, preimage: "")
            return .cut
        case .retrying:
            end(group: group, preimage: nil)
            return .cut
        case .retryingHeld:
            end(group: group, preimage: nil)
            return await wait(for: .payment(hash: bill.hash.hex), seconds: nil)
        case .noRoute, .tooExpensive, .noFunds, .giveUpEarly, .routing, .routingHeld, .lost: return .cut
        }
    }

    /// The method of before 24.11: the same with other names.
    func pay(_ parameters: JSON) async -> StandInAnswer {
        let answer = await xpay(parameters, invoiceKey: "bolt11")
        guard case .result(.object(var members)) = answer else { return answer }
        members["status"] = .text("complete")
        members["failed_parts"] = nil
        members["successful_parts"] = nil
        members["parts"] = .int(1)
        members["created_at"] = .int(now)
        return .result(.object(members))
    }

    // MARK: Attempts

    /// In two parts.
    private func begin(_ bill: Bill, _ amount: UInt64, fee: UInt64) -> UInt64 {
        let now = now
        return state.withLock { state in
            let group = UInt64(Set(state.parts.map(\.group)).count) + 1
            let halves = [(amount / 2, fee / 2), (amount - amount / 2, fee - fee / 2)]
            for (number, half) in halves.enumerated() {
                state.record(
                    .part(
                        StandInPart(
                            hash: bill.hash.hex, group: group, number: UInt64(number) + 1,
                            createdIndex: UInt64(state.parts.count) + 1, createdAt: now, amountMsat: half.0,
                            sentMsat: half.0 + half.1, text: bill.text)))
            }
            return group
        }
    }

    /// For which the others stand in.
    private func addFailedPart(_ bill: Bill, _ group: UInt64, _ amount: UInt64) {
        let now = now
        state.withLock { state in
            let index = UInt64(state.parts.count) + 1
            state.record(
                .part(
                    StandInPart(
                        hash: bill.hash.hex, group: group, number: 3, createdIndex: index, createdAt: now,
                        amountMsat: amount, sentMsat: amount, text: bill.text)))
            state.record(.end(createdIndex: index, isPaid: false, preimage: nil))
        }
    }

    private func complete(_ bill: Bill, _ group: UInt64) -> StandInAnswer {
        end(group: group, preimage: bill.preimage.hex)
        return result(group, preimage: bill.preimage.hex)
    }

    private func fail(_ group: UInt64, code: Int64) -> StandInAnswer {
        end(group: group, preimage: nil)
        return .error(code: code, message: "Payment failed")
    }

    /// Whoever has told the preimage for one part takes the others, too: a node that was killed between the two finds out.
    private func end(group: UInt64, preimage: String?) {
        state.withLock { state in
            let told = state.parts.first { $0.group == group && $0.status == .complete }?.preimage
            let preimage = preimage ?? told
            for part in state.parts where part.group == group && part.status == .pending {
                state.record(.end(createdIndex: part.createdIndex, isPaid: preimage != nil, preimage: preimage))
            }
        }
    }

    private func result(_ group: UInt64, preimage: String) -> StandInAnswer {
        state.withLock { state in
            let parts = state.parts.filter { $0.group == group }
            return .result(
                .object([
                    "payment_preimage": .text(preimage),
                    "amount_msat": state.amount(parts.reduce(0) { $0 + $1.amountMsat }),
                    "amount_sent_msat": state.amount(parts.reduce(0) { $0 + $1.sentMsat }), "failed_parts": .int(0),
                    "successful_parts": .int(UInt64(parts.count)),
                ]))
        }
    }

    private func record(_ entry: Ledger.Entry) { state.withLock { $0.record(entry) } }

    // MARK: What a test does

    /// As if the node had tried to pay it some time ago.
    package func payBefore(_ text: String, paid: Bool, amountMsat: UInt64) {
        guard let bill = Bill(text) else { return }
        let group = begin(bill, amountMsat, fee: 0)
        end(group: group, preimage: paid ? bill.preimage.hex : nil)
    }

    /// As `delpay` and `autoclean` do: what has ended is forgotten, and counted as deleted.
    package func deletePayments(_ hash: FixedBytes<32>) {
        for status in [StandInPart.Status.complete, .failed] { deletePayments(hash, status) }
    }

    func deletePayments(_ hash: FixedBytes<32>, _ status: StandInPart.Status) {
        state.withLock { state in
            for part in state.parts where part.hash == hash.hex && part.status == status && !part.isDeleted {
                state.record(.deleted(createdIndex: part.createdIndex))
            }
        }
    }

    /// The end of what is in flight. A node that was still looking for a way finds one now, or gives up.
    package func end(_ hash: FixedBytes<32>, paid: Bool, text: String? = nil) {
        let name = hash.hex
        let parts = state.withLock { $0.parts.filter { $0.hash == name } }
        guard let bill = (text ?? parts.last?.text).flatMap(Bill.init) else { return }
        let pending = Set(parts.filter { $0.status == .pending }.map(\.group))
        let groups = pending.isEmpty ? [begin(bill, bill.amountMsat ?? 1_000, fee: 10)] : Array(pending)
        for group in groups { end(group: group, preimage: paid ? bill.preimage.hex : nil) }
        let answer: StandInAnswer =
            paid
            ? result(groups[0], preimage: bill.preimage.hex) : .error(code: 203, message: "Destination refused it")
        wake { event in
            guard case .payment(let waiting) = event, waiting == name else { return nil }
            return answer
        }
    }
}
