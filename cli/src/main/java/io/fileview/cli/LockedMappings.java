package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How much of a file the mappings of another process lock in memory ({@code /proc/pid/smaps}). */
final class LockedMappings {
    private static final String LOCKED = "Locked:";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LockedMappings() {}

    /** Returns the bytes that are locked; 0 also if that cannot be read. */
    static long bytes(long pid, Path path, FileId file) {
        Path process = Path.of("/proc", Long.toString(pid));
        FileMatcher matcher = new FileMatcher();
        String name = FileMatcher.pathInMaps(path, file);
        long bytes = 0;
        try {
            boolean isOfFile = false;
            byte[] smaps = BoundedRead.of(process.resolve("smaps"), PATIENCE);
            for (String line : new String(smaps, StandardCharsets.UTF_8).split("\n", -1)) {
                if (MapsLine.startsWithAddress(line)) {
                    List<MapsLine> parsed =
                            MapsLine.parse(line.getBytes(StandardCharsets.UTF_8)).lines();
                    isOfFile =
                            !parsed.isEmpty()
                                    && (parsed.get(0).file().equals(file)
                                            || (parsed.get(0).path().equals(name)
                                                    && matcher.isConfirmed(
                                                            file, parsed.get(0), process)));
                } else if (isOfFile && line.startsWith(LOCKED)) {
                    String kib = line.substring(LOCKED.length()).strip().split(" ", 2)[0];
                    bytes += Long.parseLong(kib) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return bytes; // not readable, or the process has ended
        }
        return bytes;
    }
}
