package io.fileview.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file locks that {@code /proc} lists ({@code proc_locks(5)}, {@code proc_pid_fdinfo(5)}). A
 * file is recognized by its inode number alone, because the device number listed is not the one of
 * {@code stat(2)} on every file system; a lock of one byte at an unusual offset is unlikely to be
 * confused with another.
 */
public final class HeldLocks {
    private HeldLocks() {}

    /** Returns descriptions of the processes that hold a lock on one byte, as far as permitted. */
    public static List<String> holders(long inode, long position) {
        List<String> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(ProcFiles.at("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (holds(process, inode, position)) {
                    holders.add(description(process));
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // The list is incomplete, as documented.
        }
        return List.copyOf(holders);
    }

    private static boolean holds(Path process, long inode, long position) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fdinfo"))) {
            for (Path file : files) {
                if (hasLock(file, inode, position)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException denied) {
            // A process of another user, or one that has ended.
        }
        return false;
    }

    private static boolean hasLock(Path file, long inode, long position) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .anyMatch(line -> line.startsWith("lock:") && isOn(line, inode, position));
        } catch (IOException closed) {
            return false;
        }
    }

    /** A line ends with the device and inode number, and the first and the last byte. */
    private static boolean isOn(String line, long inode, long position) {
        return !line.contains("->") && line.endsWith(":" + inode + " " + position + " " + position);
    }

    private static String description(Path process) {
        String id = process.getFileName().toString();
        String command = "";
        try {
            command =
                    " ("
                            + Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                                    .strip()
                                    .replaceAll("\\p{Cntrl}", "?") // any process names itself
                            + ")";
        } catch (IOException ended) {
            // The number is enough.
        }
        return id.equals(String.valueOf(ProcessHandle.current().pid()))
                ? "this process"
                : "process " + id + command;
    }

    /** Returns whether this process holds a lock of its own, not of an open file, on one byte. */
    public static boolean isListed(long inode, long position) {
        // Not through a channel: an interrupt of the thread would close it.
        try (var lines =
                Files.newBufferedReader(ProcFiles.at("/proc/locks"), StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .anyMatch(
                            line -> line.contains("POSIX")
                                    && line.contains(" " + ProcessHandle.current().pid() + " ")
                                    && isOn(line, inode, position));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }
}
