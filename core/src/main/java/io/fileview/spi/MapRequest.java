package io.fileview.spi;

import io.fileview.Protection;

/**
 * A request to map a range of a file. Neither the offset nor the length need be a multiple of the
 * page size: the engine maps the whole pages that contain the range.
 *
 * @param offset bytes from the start of the file
 * @param length the number of bytes, 0 or more; the range must lie within the file
 * @param protection how the mapped range may be accessed
 * @param confined true if only the calling thread may access, remap and unmap the range
 * @param anchor an object that the engine should keep reachable as long as a segment of the range
 *     is reachable; an engine that cannot do this ignores it
 */
public record MapRequest(
        long offset, long length, Protection protection, boolean confined, Object anchor) {}
