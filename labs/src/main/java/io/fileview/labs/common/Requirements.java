package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lab needs of the machine. Each thing that is missing is one clause that says what to do about
 * it.
 */
public final class Requirements {
    private final List<String> missing = new ArrayList<>();

    /** Starts with what every lab needs: Linux, and to be root. */
    public Requirements() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            missing.add("the labs run on Linux only; this is " + System.getProperty("os.name"));
        } else if (!isRoot()) {
            missing.add("this is not root, which alone may mount file systems; use sudo");
        }
        tools("mount", "mount", "umount");
    }

    /**
     * Adds {@code /dev/fuse}, through which the labs serve their disks.
     *
     * @return this
     */
    public Requirements fuse() {
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            missing.add("there is no writable /dev/fuse; load the kernel module fuse");
        }
        return this;
    }

    /**
     * Adds loop devices.
     *
     * @return this
     */
    public Requirements loopDevices() {
        if (!Files.isWritable(Path.of("/dev/loop-control"))) {
            missing.add("there are no loop devices; load the kernel module loop");
        }
        return tools("mount", "losetup");
    }

    /**
     * Adds tools.
     *
     * @param debianPackages the Debian packages that have them
     * @param tools their names
     * @return this
     */
    public Requirements tools(String debianPackages, String... tools) {
        for (String tool : tools) {
            if (!Shell.has(tool)) {
                missing.add("there is no " + tool + "; apt-get install " + debianPackages);
            }
        }
        return this;
    }

    /**
     * Adds a file system.
     *
     * @param type the file system
     * @return this
     */
    public Requirements fileSystem(FileSystem type) {
        tools(type.debianPackage(), type.maker());
        if (missing.isEmpty() && !isKnown(type)) {
            missing.add("this kernel has no " + type.title());
        }
        return this;
    }

    /**
     * Lists what is missing.
     *
     * @return one clause for each thing; empty if nothing is missing
     */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean isKnown(FileSystem type) {
        return isListed(type) || (loads(type) && isListed(type));
    }

    private static boolean isListed(FileSystem type) {
        try (var lines = Files.lines(Path.of("/proc/filesystems"))) {
            return lines.anyMatch(line -> line.strip().equals(type.title()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean loads(FileSystem type) {
        try {
            return Shell.attempt("modprobe", type.title()).isGood();
        } catch (IOException e) {
            return false;
        }
    }
}
