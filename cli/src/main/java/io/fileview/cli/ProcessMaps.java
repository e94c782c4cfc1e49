package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of files in a process. Only the list of mappings is read at once; the rest takes
 * longer, and is read for a process that maps a file that was asked for.
 */
final class ProcessMaps {
    /** How long to wait for what a process has in memory. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path directory;
    private final long pid;
    private final MapsLine.Parsed maps;
    private @Nullable String name;
    private @Nullable Map<MapsLine, Long> resident;

    private ProcessMaps(Path directory, long pid, MapsLine.Parsed maps) {
        this.directory = directory;
        this.pid = pid;
        this.maps = maps;
    }

    /** Reads the mappings of the process that a directory, such as {@code /proc/7}, is about. */
    static ProcessMaps read(Path directory) throws IOException {
        return new ProcessMaps(
                directory,
                Processes.pid(directory),
                MapsLine.parse(Files.readAllBytes(directory.resolve("maps"))));
    }

    Path directory() {
        return directory;
    }

    long pid() {
        return pid;
    }

    List<MapsLine> lines() {
        return maps.lines();
    }

    /** Whether the process maps no more than these lines say. */
    boolean isComplete() {
        return maps.notUnderstood() == 0;
    }

    String name() {
        String known = name;
        if (known == null) {
            known = readName();
            name = known;
        }
        return known;
    }

    /** How much of a mapping is in the working set; null if that is unknown. */
    @Nullable Long residentBytes(MapsLine line) {
        Map<MapsLine, Long> known = resident;
        if (known == null) {
            known = readResident();
            resident = known;
        }
        return known.get(line);
    }

    private String readName() {
        try {
            return Files.readString(directory.resolve("comm"), StandardCharsets.UTF_8)
                    .stripTrailing();
        } catch (IOException e) {
            return "?";
        }
    }

    /** Empty if {@code smaps} is not readable, or the process has ended. */
    private Map<MapsLine, Long> readResident() {
        Map<MapsLine, Long> found = new HashMap<>();
        try {
            MapsLine current = null;
            byte[] smaps = BoundedRead.of(directory.resolve("smaps"), PATIENCE);
            for (String line : new String(smaps, StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("Rss:") && current != null) {
                    found.put(current, kilobytes(line) * 1024);
                } else if (MapsLine.startsWithAddress(line)) {
                    current = parsed(line);
                }
            }
            return found;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return found;
        }
    }

    private static @Nullable MapsLine parsed(String line) {
        try {
            return MapsLine.of(line);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static long kilobytes(String line) {
        int end = line.indexOf(" kB");
        int start = line.lastIndexOf(' ', end - 1) + 1;
        return Long.parseLong(line.substring(start, end));
    }
}
