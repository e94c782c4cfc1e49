package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's file cache holds in all, and how much of it is that of files that are known.
 * Shared memory, which the kernel counts in it too, is kept apart. Block devices and swapped pages
 * are not in it.
 *
 * @param cached bytes in the file cache
 * @param shared those of them that are shared memory
 * @param knownFiles bytes of files that are known, without shared memory
 * @param knownShared bytes of shared memory that is known
 */
record PageCacheFigures(long cached, long shared, long knownFiles, long knownShared) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** Asks the kernel; null if it does not tell. */
    static @Nullable PageCacheFigures now(long knownFiles, long knownShared) {
        try {
            return of(
                    Files.readString(MEMINFO, StandardCharsets.ISO_8859_1), knownFiles,
                    knownShared);
        } catch (IOException e) {
            return null;
        }
    }

    static @Nullable PageCacheFigures of(String meminfo, long knownFiles, long knownShared) {
        Map<String, Long> kib = new HashMap<>();
        for (String line : meminfo.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length == 3 && words[1].matches("[0-9]{1,15}")) {
                kib.put(words[0], Long.parseLong(words[1]));
            }
        }
        Long cached = kib.get("Cached:");
        Long shared = kib.get("Shmem:");
        return cached == null || shared == null
                ? null
                : new PageCacheFigures(cached * 1024, shared * 1024, knownFiles, knownShared);
    }

    /** What no known file accounts for. */
    long restOfFiles() {
        return Math.max(0, files() - knownFiles);
    }

    long restOfShared() {
        return Math.max(0, shared - knownShared);
    }

    /** By how much the known files have more than there is in all, which changed meanwhile. */
    long excess() {
        return Math.max(0, knownFiles - files()) + Math.max(0, knownShared - shared);
    }

    private long files() {
        return Math.max(0, cached - shared);
    }
}
