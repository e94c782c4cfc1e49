package io.fileview.portable;

import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the type of a file's file system implies. */
final class LocalFileSystem {
    /** File systems of which only the kernel evicts pages. */
    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs");

    /** File systems that determine the block anew for each write. */
    private static final Set<String> REMEMBERS_NOTHING = Set.of("xfs", "btrfs", "tmpfs");

    /** File systems through which the kernel shows what it knows. */
    private static final Set<String> MADE_WHEN_READ =
            Set.of(
                    "proc", "sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs",
                    "configfs", "pstore", "bpf", "selinuxfs", "fusectl", "binfmt_misc", "resctrl");

    private final Path path;
    private final FileIdentity file;
    private volatile @Nullable String type; // looked up when first asked for

    LocalFileSystem(Path path, FileIdentity file) {
        this.path = path;
        this.file = file;
    }

    /** Returns whether the operating system counts all evictions of pages of the file. */
    boolean countsEvictions() {
        return Host.LINUX && LOCAL.contains(type());
    }

    /**
     * Returns whether a block whose first write failed may read as unwritten even if a second write
     * succeeded.
     */
    boolean mayMissBlocks() {
        return Host.LINUX && !REMEMBERS_NOTHING.contains(type());
    }

    /**
     * Returns whether overlayfs has copied the file to the upper directory since it was opened. The
     * copy has the number of the file, if all directories are on one file system, but its own
     * creation time. False also if the path no longer leads to the file.
     */
    boolean hasBeenCopied() {
        if (!Host.LINUX || !type().equals("overlay")) {
            return false;
        }
        try {
            FileIdentity now = Identities.of(path);
            // A copy that has just been written to seems to have no creation time; see Identities.
            return file.birth() != 0
                    && now.birth() != file.birth()
                    && now.key().equals(file.key());
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether the content of the file exists only while a program reads it. */
    boolean makesFilesWhenRead() {
        return Host.LINUX && MADE_WHEN_READ.contains(type());
    }

    /** Returns whether the file is on hugetlbfs, whose pages are larger than the JDK unmaps. */
    boolean hasHugePages() {
        return Host.LINUX && type().equals("hugetlbfs");
    }

    /** Returns whether the file is in memory, in a file system that is full. */
    boolean isFullInMemory() {
        return Host.LINUX && type().equals("tmpfs") && room() < Host.PAGE_SIZE;
    }

    /** Returns whether the file system is mounted read-only; false if that is unknown. */
    boolean isReadOnly() {
        try {
            return Files.getFileStore(path).isReadOnly() && Identities.isAt(path, file);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns the number of bytes that this user can still allocate, or a larger one if it is
     * unknown.
     */
    long room() {
        try {
            return Identities.isAt(path, file) ? new FreeSpace(path).bytes() : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private String type() {
        String known = type;
        if (known == null) {
            known = lookUp();
            type = known;
        }
        return known;
    }

    /** Returns an unknown type if the path leads to another file by now. */
    private String lookUp() {
        try {
            String found = Files.getFileStore(path).type();
            return Identities.isAt(path, file) ? found : "";
        } catch (IOException e) {
            return "";
        }
    }
}
