package io.fileview.win32;

import java.nio.file.Path;

/**
 * Reads 1 KiB at 135 KiB of a file, an offset at which no view can start because the allocation
 * granularity is 64 KiB. After Microsoft's example of a view within a file.
 */
public final class ViewWithinFile {
    // @start region="within"
    private static final long START = 138240; // 135 KiB
    private static final int LENGTH = 1024;

    static byte[] read(Kernel32 kernel32, Path file) {
        Handle open =
                kernel32.createFile(
                        file,
                        WinNt.GENERIC_READ,
                        WinNt.FILE_SHARE_READ,
                        WinNt.OPEN_EXISTING);
        Handle section = kernel32.createFileMapping(open, WinNt.PAGE_READONLY, 0, null);
        long granularity = kernel32.getSystemInfo().allocationGranularity();
        long viewStart = START / granularity * granularity;
        long delta = START - viewStart;
        Address view =
                kernel32.mapViewOfFile(section, WinNt.FILE_MAP_READ, viewStart, delta + LENGTH);
        if (view == null) {
            throw new IllegalStateException("error " + kernel32.getLastError());
        }
        byte[] bytes = kernel32.read(view.plus(delta), LENGTH);
        kernel32.unmapViewOfFile(view);
        kernel32.closeHandle(section);
        kernel32.closeHandle(open);
        return bytes;
    }
    // @end

    private ViewWithinFile() {}
}
