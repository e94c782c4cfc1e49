package io.fileview.spi;

import io.fileview.Protection;

/**
 * The range of a file to map, and how to map it. Offset and length need not be aligned, because the
 * engine hides the operating system's granularity.
 *
 * @param offset bytes from the start of the file
 * @param length bytes, 1 or more; the range lies within the file
 * @param protection the protection of the range
 * @param confined true if only the calling thread may access, remap and unmap the range
 * @param anchor an object that a reachable segment of the range should keep reachable, if the
 *     engine supports that
 */
public record MapRequest(
        long offset, long length, Protection protection, boolean confined, Object anchor) {}
