package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a lab needs of the machine. */
public final class Requirements {
    private Requirements() {}

    /**
     * What is missing for a disk that can be cut off, and for file systems on it.
     *
     * @param fileSystems the file systems
     * @return one clause for each thing that is missing, with what to do; empty if nothing is
     */
    public static List<String> missing(Collection<FileSystem> fileSystems) {
        List<String> missing = new ArrayList<>();
        if (!isRoot()) {
            missing.add("this is not root, who alone may mount file systems; use sudo");
        }
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            missing.add("there is no /dev/fuse to write to; load the kernel module fuse");
        }
        if (!Files.isWritable(Path.of("/dev/loop-control"))) {
            missing.add("there are no loop devices; load the kernel module loop");
        }
        List.of("losetup", "mount", "umount").forEach(tool -> tool(tool, "mount", missing));
        for (FileSystem one : fileSystems) {
            tool(one.maker(), one.debianPackage(), missing);
            if (isRoot() && !isKnown(one)) {
                missing.add("this kernel has no " + one.mountName());
            }
        }
        return missing;
    }

    private static void tool(String tool, String debianPackage, List<String> missing) {
        if (!Shell.has(tool)) {
            missing.add("there is no " + tool + "; apt-get install " + debianPackage);
        }
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean isKnown(FileSystem one) {
        return isListed(one) || (loads(one) && isListed(one));
    }

    private static boolean isListed(FileSystem one) {
        try (var lines = Files.lines(Path.of("/proc/filesystems"))) {
            return lines.anyMatch(line -> line.strip().equals(one.mountName()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean loads(FileSystem one) {
        try {
            Shell.run("modprobe", one.mountName());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
