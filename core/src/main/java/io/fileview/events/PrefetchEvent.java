package io.fileview.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

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

    /** Creates the event. */
    public PrefetchEvent() {}
}
