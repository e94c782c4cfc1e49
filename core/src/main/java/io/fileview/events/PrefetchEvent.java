package io.fileview.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Ranges of a view were brought into memory. */
@Name("io.fileview.Prefetch")
@Label("Prefetch View")
@Description("Ranges of a view were brought into memory.")
@Category("Fileview")
@StackTrace(true)
public final class PrefetchEvent extends Event {
    /** The file as it was given. */
    @Label("File")
    public String file = "";

    /** Where in the file. */
    @Label("Offset")
    @DataAmount
    public long offset;

    /** How much of the file. */
    @Label("Length")
    @DataAmount
    public long length;

    private PrefetchEvent() {}

    /**
     * Begins an event, where anybody may want it: to load the events costs more than a short run of
     * a command line tool has to spend.
     *
     * @return the event, or null as long as no flight recorder has been started
     */
    public static @Nullable PrefetchEvent begun() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        PrefetchEvent event = new PrefetchEvent();
        event.begin();
        return event;
    }
}
