package io.fileview.management;

import io.fileview.ViewStatistics;

/** The counters of {@link io.fileview.Views} as a management bean. */
public interface ViewsMXBean {
    /**
     * Returns the counters.
     *
     * @return their values now
     */
    ViewStatistics getStatistics();
}
