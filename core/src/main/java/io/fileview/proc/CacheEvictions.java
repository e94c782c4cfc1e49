package io.fileview.proc;

import io.fileview.spi.WritebackRepair;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the pages evicted from the file cache. A page that could not be written counts as clean;
 * if it is evicted, the next access reads its old bytes from the disk. The kernel does not expose
 * this for a single page, but as long as no page of any file on this machine has been evicted, none
 * has been lost.
 *
 * <p>The count is the sum of {@code pgsteal_file} and {@code drop_pagecache} of {@code
 * /proc/vmstat}, which every process may read, and of the evictions that this process requests.
 */
public class CacheEvictions {
    private static final long UNKNOWN = WritebackRepair.UNKNOWN_EVICTIONS;

    /** Counts the evictions of this machine. */
    public static final CacheEvictions OF_MACHINE = new CacheEvictions();

    /** For files whose pages can be evicted without being counted. */
    public static final CacheEvictions NOT_COUNTED =
            new CacheEvictions() {
                @Override
                public long now() {
                    return UNKNOWN;
                }
            };

    private static final String NUMBERS = "/proc/vmstat";
    private static final long RECENT = 100_000_000; // nanoseconds
    private static final AtomicLong BY_THIS_PROCESS = new AtomicLong();

    private long lastNumber = UNKNOWN; // guarded by this
    private long lastTime; // guarded by this

    CacheEvictions() {}

    /**
     * Returns a counter that increases with each eviction, or {@link
     * WritebackRepair#UNKNOWN_EVICTIONS}.
     */
    public long now() {
        // Not through a channel: an interrupt of the thread would close it.
        try (InputStream numbers = new FileInputStream(ProcFiles.at(NUMBERS).toFile())) {
            long sum = BY_THIS_PROCESS.get();
            int found = 0;
            for (String line : new String(numbers.readAllBytes(), StandardCharsets.US_ASCII)
                    .split("\n", -1)) {
                if (line.startsWith("pgsteal_file ") || line.startsWith("drop_pagecache ")) {
                    sum += Long.parseLong(line.substring(line.indexOf(' ') + 1).strip());
                    found++;
                }
            }
            return found == 2 ? sum : UNKNOWN;
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /**
     * Returns the counter, at most 0.1 seconds old: enough for the start of a period, which may as
     * well begin earlier.
     */
    public final synchronized long recently() {
        if (lastNumber == UNKNOWN || System.nanoTime() - lastTime > RECENT) {
            lastTime = System.nanoTime();
            lastNumber = now();
        }
        return lastNumber;
    }

    /** Call before and after this process requests an eviction. */
    public static void caused() {
        BY_THIS_PROCESS.incrementAndGet();
    }
}
