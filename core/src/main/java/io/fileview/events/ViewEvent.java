package io.fileview.events;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Something that was done with a range of a file. */
@Registered(false)
@Category("Fileview")
@StackTrace(true)
public abstract class ViewEvent extends Event {
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

    /** For the events. */
    protected ViewEvent() {}

    /**
     * Begins an event, where anybody may want it: to load the events costs more than a short run of
     * a command line tool has to spend.
     *
     * @param <E> the kind of event
     * @param kind makes the event
     * @return the event, or null as long as no flight recorder has been started
     */
    public static <E extends ViewEvent> @Nullable E begin(Supplier<E> kind) {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        E event = kind.get();
        event.begin();
        return event;
    }

    /**
     * Ends an event, and writes it where it is wanted.
     *
     * @param event the event, or null where none was begun
     * @param file the file as it was given
     * @param offset where in the file
     * @param length how much of it
     */
    public static void end(@Nullable ViewEvent event, String file, long offset, long length) {
        if (event != null && event.shouldCommit()) {
            event.file = file;
            event.offset = offset;
            event.length = length;
            event.commit();
        }
    }
}
