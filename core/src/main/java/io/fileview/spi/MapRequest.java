package io.fileview.spi;

import io.fileview.Protection;

/**
 * The range of a file to map, and how. The engine hides the system's granularity: any offset and
 * any length are allowed.
 *
 * @param offset bytes from the start of the file
 * @param length bytes, more than 0; the range lies within the file
 * @param protection what the range may do
 * @param confined true if only the calling thread may access the segment and unmap the range
 * @param anchor an object that should stay reachable as long as the range's segment is, where the
 *     engine can arrange that
 */
public record MapRequest(
        long offset, long length, Protection protection, boolean confined, Object anchor) {}
