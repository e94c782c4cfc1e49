package io.fileview.events;

import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** An event that is written to a flight recording. */
final class FlightRecorderEvent implements RunningEvent {
    private final ViewEvent event;

    private FlightRecorderEvent(ViewEvent event) {
        this.event = event;
    }

    static @Nullable RunningEvent map() {
        return begin(MapEvent::new);
    }

    static @Nullable RunningEvent unmap() {
        return begin(UnmapEvent::new);
    }

    static @Nullable RunningEvent prefetch() {
        return begin(PrefetchEvent::new);
    }

    static @Nullable RunningEvent flush(String durability) {
        return begin(() -> new FlushEvent(durability));
    }

    private static @Nullable RunningEvent begin(Supplier<ViewEvent> kind) {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        ViewEvent event = kind.get();
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
