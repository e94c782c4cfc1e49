package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    /** How long to wait for the file system of one open file. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SoughtFile file;

    /** As {@code /proc/locks} knows the file. */
    private final FileId inLocks;

    private final Map<Long, MappingProcess> mapped = new HashMap<>();
    private final List<Holder> found = new ArrayList<>();
    private final Set<Long> readable = new LinkedHashSet<>();
    private final Set<Long> unreadable;

    private Holders(
            SoughtFile file,
            FileId inLocks,
            List<MappingProcess> mappedBy,
            Set<Long> unreadable) {
        this.file = file;
        this.inLocks = inLocks;
        this.unreadable = new LinkedHashSet<>(unreadable);
        mappedBy.forEach(process -> mapped.put(process.pid(), process));
    }

    /** Finds the processes that hold a file; null if the system does not expose them. */
    static @Nullable Holders of(Path path, SoughtFile file) throws IOException {
        MappingProcesses mappings = MappingProcesses.now();
        if (mappings == null) {
            return null;
        }
        Holders holders =
                new Holders(
                        file,
                        HeldLock.file(path, file.id()),
                        mappings.of(path, file.id()),
                        mappings.unreadableIds());
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

    /** The number of processes that could not be inspected, or not completely. They may hold any file. */
    int unreadable() {
        return unreadable.size();
    }

    private void look(Path process, long pid) {
        OpenDescriptors open = OpenDescriptors.of(process, file, PATIENCE);
        if (open.isComplete()) {
            readable.add(pid);
        } else if (Processes.mayHaveFiles(process)) {
            unreadable.add(pid);
        } else {
            return; // it has ended
        }
        @Nullable MappingProcess mapping = mapped.get(pid);
        if (open.list().isEmpty() && mapping == null) {
            return;
        }
        Set<HeldLock> locks = new LinkedHashSet<>();
        open.list().forEach(descriptor -> locks.addAll(descriptor.locks()));
        found.add(
                new Holder(
                        pid,
                        name(process),
                        open.list(),
                        mapping,
                        List.copyOf(locks),
                        isExecuting(process, pid)));
    }

    private boolean isExecuting(Path process, long pid) {
        Path program = process.resolve("exe");
        try {
            return BoundedRead.of(program, PATIENCE, () -> file.isAt(program));
        } catch (IOException e) {
            if (Processes.mayHaveFiles(process)) {
                unreadable.add(pid);
            }
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
                    && lock.file().equals(inLocks)
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
            byte[] name = Files.readAllBytes(process.resolve("comm"));
            return new String(name, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            return "(ended, or of another PID namespace)";
        }
    }
}
