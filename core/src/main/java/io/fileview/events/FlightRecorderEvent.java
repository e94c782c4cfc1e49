package io.fileview.events;

/** An event that is written to a flight recording. */
final class FlightRecorderEvent implements RunningEvent {
    private final ViewEvent event;

    private FlightRecorderEvent(ViewEvent event) {
        this.event = event;
    }

    static RunningEvent map() {
        return begin(new MapEvent());
    }

    static RunningEvent unmap() {
        return begin(new UnmapEvent());
    }

    static RunningEvent prefetch() {
        return begin(new PrefetchEvent());
    }

    static RunningEvent flush(String durability) {
        return begin(new FlushEvent(durability));
    }

    private static RunningEvent begin(ViewEvent event) {
        event.begin();
        return new FlightRecorderEvent(event);
    }

    @Override
    public void succeeded() {
        if (event instanceof FlushEvent flush) {
            flush.succeeded = true;
        }
    }

    @Override
    public void end(String file, long offset, long length) {
        if (event.shouldCommit()) {
            event.file = file;
            event.offset = offset;
            event.length = length;
            event.commit();
        }
    }
}
