package io.fileview.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

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

    /** Creates the event. */
    public UnmapEvent() {}
}
