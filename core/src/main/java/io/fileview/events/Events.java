package io.fileview.events;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends Fileview's events. Without the module jdk.jfr, and until a flight recorder is
 * started, there are none: loading the event classes would take longer than a short-lived program
 * runs.
 */
public final class Events {
    private static final boolean AVAILABLE = isAvailable();

    private Events() {}

    private static boolean isAvailable() {
        try {
            Class.forName("jdk.jfr.FlightRecorder", false, Events.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isRecording() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    public static @Nullable RunningEvent map() {
        return isRecording() ? FlightRecorderEvent.map() : null;
    }

    public static @Nullable RunningEvent unmap() {
        return isRecording() ? FlightRecorderEvent.unmap() : null;
    }

    public static @Nullable RunningEvent prefetch() {
        return isRecording() ? FlightRecorderEvent.prefetch() : null;
    }

    public static @Nullable RunningEvent flush(String durability) {
        return isRecording() ? FlightRecorderEvent.flush(durability) : null;
    }

    public static void succeeded(@Nullable RunningEvent event) {
        if (event != null) {
            event.succeeded();
        }
    }

    public static void end(@Nullable RunningEvent event, String file, long offset, long length) {
        if (event != null) {
            event.end(file, offset, length);
        }
    }
}
