package io.fileview.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** An operation on a range of a file. */
@Registered(false)
@Category("Fileview")
@StackTrace(true)
public abstract class ViewEvent extends Event {
    /** The file as it was given. */
    @Label("File")
    public String file = "";

    /** The start of the range in the file. */
    @Label("Offset")
    @DataAmount
    public long offset;

    /** The length of the range. */
    @Label("Length")
    @DataAmount
    public long length;

    /** For subclasses. */
    protected ViewEvent() {}
}
