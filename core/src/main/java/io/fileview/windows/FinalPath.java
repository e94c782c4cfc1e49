package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The path of an open file, with all links followed (GetFinalPathNameByHandleW). */
final class FinalPath {
    private static final int BY_DRIVE = 0;
    private static final int BY_VOLUME = 1;
    private static final int FIRST_SIZE = 512;

    private static final WindowsFunction FINAL_PATH =
            WindowsFunction.of("GetFinalPathNameByHandleW");

    private FinalPath() {}

    /**
     * Returns the path, which starts with {@code \\?\}, by its drive letter or, if its volume has
     * none, by the volume; empty if the system tells no path, as on many virtual disks, in volumes
     * of containers and in a sandbox, or if the file has been deleted.
     */
    static Optional<String> of(long handle) {
        return of(handle, BY_DRIVE).or(() -> of(handle, BY_VOLUME));
    }

    /** Returns the path as programs write it; empty if its volume has neither a letter nor a share. */
    static Optional<String> forPrograms(long handle) {
        return of(handle, BY_DRIVE).map(PathNames::plain);
    }

    private static Optional<String> of(long handle, int kind) {
        for (int size = FIRST_SIZE;;) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment path = arena.allocate(JAVA_CHAR, size);
                int length = FINAL_PATH.callInt(handle, path.address(), size, kind);
                if (length <= 0) {
                    return Optional.empty();
                }
                if (length < size) {
                    char[] characters = new char[length];
                    MemorySegment.copy(path, JAVA_CHAR, 0, characters, 0, length);
                    return Optional.of(new String(characters))
                            .filter(found -> !PathNames.isOfDeleted(found));
                }
                size = length + 1;
            }
        }
    }
}
