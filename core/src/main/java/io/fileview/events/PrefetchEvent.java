package io.fileview.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;

/** Ranges of a view were read into memory. */
@Name("io.fileview.Prefetch")
@Label("Prefetch View")
@Description("Ranges of a view were read into memory.")
@Registered(true)
public final class PrefetchEvent extends ViewEvent {
    /** Creates the event. */
    public PrefetchEvent() {}
}
