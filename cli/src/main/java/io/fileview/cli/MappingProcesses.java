package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of which other processes map which of the given files. Each process is inspected once,
 * whatever the number of files.
 *
 * <p>Source: {@code /proc/pid/maps} and {@code smaps}, which only the owner of a process and root
 * can read.
 */
final class MappingProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final Path FIRST_PROCESS = PROC.resolve("1");

    private final FileMatcher matcher;
    private final Map<FileId, List<MappingProcess>> found = new HashMap<>();
    private int unreadable;

    private MappingProcesses(FileMatcher matcher) {
        this.matcher = matcher;
    }

    /** Finds the processes that map any of the files; null if the system does not expose them. */
    static @Nullable MappingProcesses of(FileMatcher matcher) {
        String self;
        try {
            self = Files.readSymbolicLink(PROC.resolve("self")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return null; // there is no /proc, or it is not that of Linux
        }
        if (!Files.exists(FIRST_PROCESS)) {
            return null; // processes of other users are hidden (proc(5), hidepid)
        }
        MappingProcesses processes = new MappingProcesses(matcher);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (Character.isDigit(name.charAt(0)) && !name.equals(self)) {
                    processes.look(entry, Long.parseLong(name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return null;
        }
        return processes;
    }

    List<MappingProcess> of(FileId file) {
        return found.getOrDefault(file, List.of());
    }

    /** The number of processes that could not be inspected. They may map any file. */
    int unreadable() {
        return unreadable;
    }

    private void look(Path process, long pid) {
        Map<FileId, Tally> tallies = new HashMap<>();
        Map<Long, Tally> byAddress = new HashMap<>();
        try {
            for (MapsLine line : MapsLine.parse(Files.readAllBytes(process.resolve("maps")))) {
                FileId file = matcher.match(line, process);
                if (file != null) {
                    Tally tally = tallies.computeIfAbsent(file, id -> new Tally());
                    tally.add(line);
                    byAddress.put(line.start(), tally);
                }
            }
        } catch (AccessDeniedException e) {
            if (hasMemory(process)) {
                unreadable++;
            }
            return;
        } catch (IOException e) {
            return; // the process has ended
        }
        if (!tallies.isEmpty()) {
            countResident(process, byAddress);
            String name = name(process);
            tallies.forEach(
                    (file, tally) -> found.computeIfAbsent(file, id -> new ArrayList<>())
                            .add(tally.result(pid, name)));
        }
    }

    private static void countResident(Path process, Map<Long, Tally> byAddress) {
        try {
            Tally current = null;
            byte[] smaps = Files.readAllBytes(process.resolve("smaps"));
            for (String line : new String(smaps, StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("Rss:")) {
                    if (current != null) {
                        current.addResident(kilobytes(line) * 1024);
                    }
                } else if (MapsLine.startsWithAddress(line)) {
                    current = byAddress.get(MapsLine.address(line));
                }
            }
        } catch (IOException e) {
            return; // not readable, or the process has ended: the sums stay unknown
        }
    }

    private static long kilobytes(String line) {
        int end = line.indexOf(" kB");
        int start = line.lastIndexOf(' ', end - 1) + 1;
        return Long.parseLong(line.substring(start, end));
    }

    /** Kernel threads have neither mappings nor a command line. */
    private static boolean hasMemory(Path process) {
        try {
            return Files.readAllBytes(process.resolve("cmdline")).length > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.UTF_8)
                    .stripTrailing();
        } catch (IOException e) {
            return "?";
        }
    }

    /** The totals of the mappings of one file in one process. */
    private static final class Tally {
        private boolean read;
        private boolean write;
        private boolean execute;
        private boolean shared;
        private boolean copied;
        private int mappings;
        private long mapped;
        private long resident;
        private boolean residentKnown;

        void add(MapsLine line) {
            String access = line.access();
            read |= access.charAt(0) == 'r';
            write |= access.charAt(1) == 'w';
            execute |= access.charAt(2) == 'x';
            shared |= access.charAt(3) == 's';
            copied |= access.charAt(3) == 'p';
            mappings++;
            mapped += line.end() - line.start();
        }

        void addResident(long bytes) {
            resident += bytes;
            residentKnown = true;
        }

        MappingProcess result(long pid, String name) {
            String access =
                    (read ? "r" : "-")
                            + (write ? "w" : "-")
                            + (execute ? "x" : "-")
                            + (copied ? "p" : "")
                            + (shared ? "s" : "");
            return new MappingProcess(
                    pid, name, access, mappings, mapped, residentKnown ? resident : null);
        }
    }
}
