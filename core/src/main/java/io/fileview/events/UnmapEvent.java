package io.fileview.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;

/** A view was unmapped. */
@Name("io.fileview.Unmap")
@Label("Unmap View")
@Description("A view was unmapped.")
@Registered(true)
public final class UnmapEvent extends ViewEvent {
    /** Creates the event. */
    public UnmapEvent() {}
}
