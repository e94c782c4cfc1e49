package io.fileview.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;

/** A range of a view was flushed. */
@Name("io.fileview.Flush")
@Label("Flush View")
@Description("A range of a view was flushed.")
@Registered(true)
public final class FlushEvent extends ViewEvent {
    /** The guarantee that was required. */
    @Label("Durability")
    public String durability;

    /** Whether the flush succeeded. */
    @Label("Succeeded")
    public boolean succeeded;

    FlushEvent(String durability) {
        this.durability = durability;
    }
}
