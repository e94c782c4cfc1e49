package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the other processes that have a file open, mapped or locked.
 *
 * <p>Source: {@code /proc/pid/fd}, {@code fdinfo}, {@code exe} and {@code maps}, which only the owner
 * of a process and root can read, and {@code /proc/locks}, which anybody can.
 */
final class Holders {
    private static final Path PROC = Path.of("/proc");

    private final FileId file;
    private final Map<Long, MappingProcess> mapped = new HashMap<>();
    private final List<Holder> found = new ArrayList<>();
    private final Set<Long> readable = new LinkedHashSet<>();
    private int unreadable;

    private Holders(FileId file, List<MappingProcess> mappedBy) {
        this.file = file;
        mappedBy.forEach(process -> mapped.put(process.pid(), process));
    }

    /** Finds the processes that hold a file; null if the system does not expose them. */
    static @Nullable Holders of(Path path, FileId file) throws IOException {
        MappingProcesses mappings = MappingProcesses.now();
        if (mappings == null) {
            return null;
        }
        Holders holders = new Holders(file, mappings.of(path, file));
        for (Path process : Processes.others(PROC)) {
            holders.look(process, Processes.pid(process));
        }
        holders.addLocksOfOthers(Processes.self(PROC));
        holders.found.sort(Comparator.comparingLong(Holder::pid));
        return holders;
    }

    List<Holder> list() {
        return found;
    }

    /** The number of processes that could not be inspected. They may hold any file. */
    int unreadable() {
        return unreadable;
    }

    private void look(Path process, long pid) {
        List<OpenDescriptor> descriptors = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path entry : entries) {
                OpenDescriptor descriptor = descriptor(process, entry);
                if (descriptor != null) {
                    descriptors.add(descriptor);
                }
            }
            readable.add(pid);
        } catch (AccessDeniedException e) {
            unreadable += Processes.hasMemory(process) ? 1 : 0;
        } catch (IOException | DirectoryIteratorException e) {
            return; // the process has ended
        }
        descriptors.sort(Comparator.comparingInt(OpenDescriptor::number));
        @Nullable MappingProcess mapping = mapped.get(pid);
        if (descriptors.isEmpty() && mapping == null) {
            return;
        }
        Set<HeldLock> locks = new LinkedHashSet<>();
        descriptors.forEach(descriptor -> locks.addAll(descriptor.locks()));
        found.add(
                new Holder(
                        pid,
                        name(process),
                        descriptors,
                        mapping,
                        List.copyOf(locks),
                        isSame(process.resolve("exe"))));
    }

    /** The descriptor if it is one of the file. What it leads to is asked only if that may be the file. */
    private @Nullable OpenDescriptor descriptor(Path process, Path entry) {
        String number = String.valueOf(entry.getFileName());
        OpenDescriptor descriptor;
        try {
            descriptor =
                    OpenDescriptor.parse(
                            Integer.parseInt(number),
                            Files.readString(
                                    process.resolve("fdinfo").resolve(number),
                                    StandardCharsets.ISO_8859_1));
        } catch (IOException closed) {
            return null;
        }
        boolean mayBe = descriptor.inode() == null || descriptor.inode() == file.inode();
        return mayBe && isSame(entry) ? descriptor : null;
    }

    private boolean isSame(Path link) {
        try {
            return file.equals(FileId.of(link));
        } catch (IOException goneOrDenied) {
            return false;
        }
    }

    /** The locks of processes whose descriptors cannot be read, and locks that are waited for. */
    private void addLocksOfOthers(String self) {
        Map<Long, List<HeldLock>> others = new HashMap<>();
        String text;
        try {
            text = Files.readString(PROC.resolve("locks"), StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            return; // a kernel without locks, or a container without this file
        }
        for (String line : text.split("\n", -1)) {
            HeldLock lock = HeldLock.parse(line);
            if (lock != null
                    && lock.file().equals(file)
                    && lock.pid() > 0
                    && !Long.toString(lock.pid()).equals(self)
                    && (lock.isWaiting() || !readable.contains(lock.pid()))
                    && !isListed(lock)) {
                others.computeIfAbsent(lock.pid(), pid -> new ArrayList<>()).add(lock);
            }
        }
        others.forEach(this::add);
    }

    /** Whoever locked the file may have ended, and have left it open to another process. */
    private boolean isListed(HeldLock lock) {
        return found.stream().anyMatch(holder -> holder.locks().contains(lock));
    }

    private void add(long pid, List<HeldLock> locks) {
        for (int i = 0; i < found.size(); i++) {
            Holder holder = found.get(i);
            if (holder.pid() == pid) {
                List<HeldLock> all = new ArrayList<>(holder.locks());
                all.addAll(locks);
                found.set(
                        i,
                        new Holder(
                                pid, holder.name(), holder.descriptors(), holder.mapped(), all,
                                holder.isExecuting()));
                return;
            }
        }
        found.add(
                new Holder(
                        pid, name(PROC.resolve(Long.toString(pid))), List.of(), null, locks,
                        false));
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .stripTrailing();
        } catch (IOException e) {
            return "(ended, or of another PID namespace)";
        }
    }
}
