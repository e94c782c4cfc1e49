package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What a symbolic link or junction names (FSCTL_GET_REPARSE_POINT). */
final class LinkTarget {
    private static final int GET_REPARSE_POINT = 0x900A8;
    private static final int LARGEST = 16 << 10;
    private static final int SYMBOLIC_LINK = 0xA000000C;
    private static final int MOUNT_POINT = 0xA0000003;

    /** Where the names start: a symbolic link has four bytes of flags before them. */
    private static final int LINK_NAMES_AT = 20;

    private static final int MOUNT_NAMES_AT = 16;

    private LinkTarget() {}

    /** Returns what a path names that is a link; empty if it is none, or does not exist. */
    static Optional<Path> of(Path link) {
        NtFile.Opened opened =
                NtFile.open(
                        0,
                        PathNames.full(link),
                        NtFile.READ_ATTRIBUTES,
                        NtFile.OPEN,
                        NtFile.NO_FOLLOW);
        if (opened.error() != 0) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(LARGEST, 8);
            int error = DeviceControl.call(opened.handle(), GET_REPARSE_POINT, null, data).error();
            return error == 0 ? target(link, data) : Optional.empty();
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    private static Optional<Path> target(Path link, MemorySegment data) {
        int tag = data.get(JAVA_INT, 0);
        if (tag != SYMBOLIC_LINK && tag != MOUNT_POINT) {
            return Optional.empty();
        }
        int at = data.get(JAVA_SHORT, 8) + (tag == SYMBOLIC_LINK ? LINK_NAMES_AT : MOUNT_NAMES_AT);
        char[] name = new char[data.get(JAVA_SHORT, 10) / 2];
        MemorySegment.copy(data, JAVA_CHAR_UNALIGNED, at, name, 0, name.length);
        String text = new String(name);
        if (text.startsWith("\\??\\")) {
            text = PathNames.plain("\\\\?\\" + text.substring(4));
        }
        try {
            return Optional.of(link.resolveSibling(text).normalize());
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }
}
