package io.fileview.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;

/** A view was mapped. */
@Name("io.fileview.Map")
@Label("Map View")
@Description("A view was mapped.")
@Registered(true)
public final class MapEvent extends ViewEvent {
    /** Creates the event. */
    public MapEvent() {}
}
