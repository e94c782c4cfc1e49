package io.fileview.management;

import io.fileview.ViewStatistics;

/** The interface through which management tools read the counters of {@link io.fileview.Views}. */
public interface ViewsMXBean {
    /** {@return the current values of the counters} */
    ViewStatistics getStatistics();
}
