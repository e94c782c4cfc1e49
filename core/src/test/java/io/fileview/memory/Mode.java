package io.fileview.memory;

/** How the memory engine maps. */
public enum Mode {
    /**
     * Ranges have a segment. All ranges of a file share its memory. A program's accesses are not seen, so a page
     * counts as changed when its bytes differ; an access cannot fail, and beyond the end of a file that was
     * truncated it reads zeros. A copy-on-write range is a copy made when it was mapped, of which pages follow the
     * file again only after remap and discard.
     */
    SEGMENT,

    /**
     * Ranges have no segment: each access is a call, and can fail. Page states are exact, and pages of a copy-on-write
     * range follow the file until they are written.
     */
    SOFTWARE
}
