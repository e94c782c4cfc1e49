package io.fileview.proc;

import io.fileview.spi.WritebackRepair;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the pages that have left the file cache. A page that could not be written counts as clean,
 * and one that leaves the cache then comes back from the disk with its old bytes. Nothing tells
 * this of one page; but as long as none has left, of any file on this machine, none has been lost.
 *
 * <p>The numbers are {@code pgsteal_file} and {@code drop_pagecache} of {@code /proc/vmstat}, which
 * everybody may read, and what this process itself throws out.
 */
public class CacheEvictions {
    private static final long UNKNOWN = WritebackRepair.UNKNOWN_EVICTIONS;

    /** The machine's own numbers. */
    public static final CacheEvictions OF_MACHINE = new CacheEvictions();

    /** For files whose pages can leave the cache without being counted. */
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

    /** A number that grows with each eviction, or {@link WritebackRepair#UNKNOWN_EVICTIONS}. */
    public long now() {
        // Not through a channel: an interrupt of the thread would close it.
        try (InputStream numbers = new FileInputStream(NUMBERS)) {
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

    /** The number now or a moment ago: where a time that is watched may as well begin earlier. */
    public final synchronized long recently() {
        if (lastNumber == UNKNOWN || System.nanoTime() - lastTime > RECENT) {
            lastTime = System.nanoTime();
            lastNumber = now();
        }
        return lastNumber;
    }

    /** Call before and after this process throws pages out. */
    public static void caused() {
        BY_THIS_PROCESS.incrementAndGet();
    }
}
