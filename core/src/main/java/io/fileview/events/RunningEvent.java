package io.fileview.events;

/**
 * An event that has begun. Code outside this package uses only this type, so that the library runs
 * without the module jdk.jfr.
 */
public interface RunningEvent {
    /** Records that the operation succeeded. */
    void succeeded();

    /** Ends the event and writes it to the recording. */
    void end(String file, long offset, long length);
}
