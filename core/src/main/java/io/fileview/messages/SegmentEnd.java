package io.fileview.messages;

import java.lang.foreign.Arena;

/** Ends the segment of a view, or says why that is refused. */
public final class SegmentEnd {
    private SegmentEnd() {}

    /**
     * Closes the arena of the segment.
     *
     * @param file what messages call the file
     * @param offset the offset of the view in the file
     * @param what what is done to the view, as in "unmap"
     * @throws WrongThreadException if the view is confined to another thread
     * @throws IllegalStateException if another thread is using the segment
     */
    public static void close(Arena life, String file, long offset, String what) {
        try {
            life.close();
        } catch (WrongThreadException e) {
            throw new WrongThreadException(
                    "the view of "
                            + file
                            + " at offset "
                            + offset
                            + " is confined to the thread that mapped it; "
                            + what
                            + " it in that thread",
                    e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "cannot "
                            + what
                            + " the view of "
                            + file
                            + " at offset "
                            + offset
                            + ", because another thread is using its segment in a native call or"
                            + " channel I/O; try again once that has returned",
                    e);
        }
    }
}
