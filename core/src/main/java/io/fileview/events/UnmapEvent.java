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

/** A view was unmapped. */
@Name("io.fileview.Unmap")
@Label("Unmap View")
@Description("A view was unmapped.")
@Category("Fileview")
@StackTrace(true)
public final class UnmapEvent extends Event {
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

    private UnmapEvent() {}

    /**
     * Begins an event, where anybody may want it: to load the events costs more than a short run of
     * a command line tool has to spend.
     *
     * @return the event, or null as long as no flight recorder has been started
     */
    public static @Nullable UnmapEvent begun() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        UnmapEvent event = new UnmapEvent();
        event.begin();
        return event;
    }
}
