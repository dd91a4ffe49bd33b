import ArgumentParser
import CoreLightningStandIn
import Foundation
import LNDStandIn
import Lightning
import WalletCore

/// Through what a mint pays.
enum LightningKind: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// The mint's own fake: no other process.
    case fake
    /// A stand-in of Core Lightning, at its socket.
    case cln
    /// A stand-in of LND.
    case lnd

    func ledger(path: String) -> any LightningLedger {
        switch self {
        case .fake: FakeLedger(path: path)
        case .cln: CoreLightningLedger(path: path)
        case .lnd: LNDLedger(path: path)
        }
    }

    /// How long the last question about a melt may stay without its answer, when nothing may be open any more: of Core
    /// Lightning a mint waits for three minutes, by a clock that nobody can put forward.
    var patience: Duration { self == .cln ? .seconds(250) : .seconds(60) }

    /// An invoice of somebody else.
    /// - Returns: also what becomes of paying it, and whether it takes its time.
    func bill(_ sats: UInt64, _ dice: inout Dice) throws -> (invoice: String, script: String, isSlow: Bool) {
        let now = UInt64(Date().timeIntervalSince1970)
        switch self {
        case .fake:
            let script = Self.fakeScripts[Int.random(in: Self.fakeScripts.indices, using: &dice)]
            return (try DemoInvoice.make(sats: sats, description: script), script, Self.slowScripts.contains(script))
        case .cln:
            let fate = Self.fates[Int.random(in: Self.fates.indices, using: &dice)]
            let invoice = try StandInPayee.invoice(
                fate, amountMsat: sats * 1_000, network: .regtest, timestamp: now)
            return (invoice.text, fate.description, Self.slowFates.contains(fate))
        case .lnd:
            let (course, name, isSlow) = Self.courses[Int.random(in: Self.courses.indices, using: &dice)]
            let invoice = try ForeignInvoice(amountMsat: sats * 1_000, course, timestamp: now).invoice
            return (invoice.text, name, isSlow)
        }
    }

    /// What becomes of payments: most are made, some fail, some take their time or leave the mint in the dark.
    private static let fakeScripts = [
        "fake:settle", "fake:settle", "fake:settle", "fake:settle", "fake:settle", "fake:settle", "fake:fail",
        "fake:fail", "fake:hang=1", "fake:unknown-then-paid", "fake:unknown-then-failed",
    ]
    private static let slowScripts: Set = ["fake:hang=1", "fake:unknown-then-paid", "fake:unknown-then-failed"]
    private static let fates: [StandInFate] = [
        .settle, .settle, .settle, .settle, .settle, .settle, .settle, .noRoute, .refuse, .giveUp, .hang, .hangCut,
        .settleCut, .failEarly, .pluginDies, .genericErrorPaid,
    ]
    private static let slowFates: Set<StandInFate> = [.hang, .hangCut, .failEarly, .pluginDies]
    private static let courses: [(ForeignInvoice.Course, String, isSlow: Bool)] = [
        (.settles, "settle", false), (.settles, "settle", false), (.settles, "settle", false),
        (.settles, "settle", false), (.fails("NO_ROUTE"), "no route", false),
        (.fails("INCORRECT_PAYMENT_DETAILS"), "refused", false), (.isHeld, "hold", true), (.isHeld, "hold", true),
    ]
}
