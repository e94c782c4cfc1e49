package io.fileview;

/** The counters of {@link Views} as a management bean. */
public interface ViewsMXBean {
    /**
     * The counters.
     *
     * @return their values now
     */
    ViewStatistics getStatistics();
}
