internal import EventLoops
internal import HummingbirdCore
internal import Logging
internal import MintCore
internal import NIOCore

/// Has what is asked on a connection answered on the event loop that reads it. To wake a thread of the pool takes longer
/// than most of the work (docs/decisions/0029-work-on-event-loops.md).
struct ConnectionOnLoop<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await Workplace.run(on: LoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}
