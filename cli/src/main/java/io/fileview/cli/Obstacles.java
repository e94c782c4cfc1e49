package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What holders of a file mean for whoever wants to delete, truncate, write or unmount it. */
final class Obstacles {
    private static final int STICKY = 01000;
    private static final Integer SUPERUSER = 0;

    private final Path file;
    private final List<Holder> holders;
    private final SystemUses uses;
    private final boolean areAll;

    /**
     * Creates it.
     *
     * @param areAll whether no other process can be a holder
     */
    Obstacles(Path file, List<Holder> holders, boolean areAll, SystemUses uses) {
        this.file = file;
        this.holders = holders;
        this.areAll = areAll;
        this.uses = uses;
    }

    /** Linux deletes a name whoever uses the file; see {@code unlink(2)}. */
    String delete() {
        if (uses.isSwap()) {
            return "refused, because it is a swap area; 'swapoff' it first";
        }
        if (uses.isMountPoint()) {
            return "refused, because another file is mounted over it; unmount that first";
        }
        Path directory = uses.directory().orElse(null);
        if (directory != null && !Files.isWritable(directory)) {
            return "refused, because you may not write to its directory " + directory;
        }
        if (directory != null && isKept(directory)) {
            return "refused, because only its owner and that of its sticky directory " + directory
                    + " may do that";
        }
        long kept = users();
        List<String> until = new ArrayList<>();
        if (kept > 0) {
            until.add(processes(kept) + (kept == 1 ? " has" : " have") + " let go of it");
        }
        for (String loop : uses.loops()) {
            until.add(loop + " is detached");
        }
        if (uses.names() > 1) {
            until.add(
                    uses.names() == 2
                            ? "its other name is deleted, too"
                            : "its " + (uses.names() - 1) + " other names are deleted, too");
        }
        return (uses.names() == 0 ? "it has no name any more" : "no holder prevents it")
                + (until.isEmpty()
                        ? mayBeKept()
                        : ", but the space is free only when " + String.join(", and ", until));
    }

    private String mayBeKept() {
        return areAll ? "" : ", but a process that could not be inspected may keep the space";
    }

    private long users() {
        return holders.stream().filter(Holder::isUser).count();
    }

    /** Whether the directory lets only owners delete entries, and this user is none of them. */
    private boolean isKept(Path directory) {
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return Files.getAttribute(directory, "unix:mode") instanceof Integer mode
                    && (mode & STICKY) != 0
                    && !user.equals(SUPERUSER)
                    && !user.equals(Files.getAttribute(directory, "unix:uid"))
                    && !user.equals(Files.getAttribute(file, "unix:uid"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** See {@code truncate(2)} and {@code mmap(2)}. */
    String truncate() {
        if (uses.isSwap()) {
            return "refused, because it is a swap area; 'swapoff' it first";
        }
        List<String> reasons = new ArrayList<>();
        if (holders.stream().anyMatch(Holder::isExecuting)) {
            reasons.add("refused while it is executed (ETXTBSY)");
        }
        if (holders.stream().flatMap(holder -> holder.locks().stream())
                .anyMatch(HeldLock::isLease)) {
            reasons.add("waits until the holder of the lease gives it up");
        }
        long mapped = holders.stream().filter(holder -> holder.mapped() != null).count();
        if (mapped > 0) {
            reasons.add(
                    "no mapping prevents it, but " + processes(mapped)
                            + " would get SIGBUS for the pages that are cut off");
        }
        if (!uses.loops().isEmpty()) {
            reasons.add("cuts off a part of " + String.join(", ", uses.loops()));
        }
        return reasons.isEmpty()
                ? "no holder prevents it" + asFarAsSeen()
                : String.join("; ", reasons);
    }

    /** See {@code umount(2)}. */
    String unmount() {
        if (uses.fileSystem().isEmpty()) {
            return "unknown, because its mount point is not to be seen";
        }
        String what = "its file system, " + uses.fileSystem().get() + ", ";
        long busy = users();
        if (busy == 0 && uses.loops().isEmpty() && !uses.isSwap()) {
            return what + "is not kept busy by this file" + asFarAsSeen();
        }
        List<String> by = new ArrayList<>();
        if (busy > 0) {
            by.add(processes(busy));
        }
        by.addAll(uses.loops());
        if (uses.isSwap()) {
            by.add("the swap area");
        }
        return what + "is busy because of " + String.join(", ", by);
    }

    private String asFarAsSeen() {
        return areAll ? "" : ", as far as processes can be inspected";
    }

    private static String processes(long count) {
        return count == 1 ? "the process" : "the " + count + " processes";
    }
}
