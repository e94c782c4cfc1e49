package io.fileview.win32;

import java.io.IOException;

/**
 * What the public functions call: a simulated process, or Windows itself. All methods fail with a
 * {@link Win32Failure}, which carries the last error, or with an exception that {@link
 * ErrorTranslation} translates.
 */
interface Win32Process {
    FileApi files();

    ObjectApi objects();

    SectionApi sections();

    PageApi pages();

    MemoryApi memory();

    SystemInfo systemInfo();

    long largePageMinimum();

    /** The number of handles that the functions have returned and that are still open. */
    int openHandles();

    /** The number of views, allocations and placeholders that the functions have made. */
    int regions() throws IOException;

    /** Releases all regions and handles. */
    void end() throws IOException;
}
