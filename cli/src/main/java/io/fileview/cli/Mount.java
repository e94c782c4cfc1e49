package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code /proc/self/mountinfo}, or another process's; see {@code proc_pid_mountinfo(5)}.
 *
 * @param device the number of the file system, as {@code MAJOR:MINOR}; that of its files for {@code
 *     stat(2)} may be another
 * @param point where it is mounted
 * @param type of the file system, such as {@code ext4}; empty if that is not known
 * @param source what is mounted, such as a device; empty if that is not known
 */
record Mount(String device, String point, String type, String source) {
    private static final Path LIST = Path.of("/proc/self/mountinfo");

    /** The mounts that this process sees, the latest last; none where there is no such list. */
    static List<Mount> all() {
        return listedIn(LIST);
    }

    /** The mounts that a process sees; none if it has ended, or may not be inspected. */
    static List<Mount> seenBy(long pid) {
        return listedIn(Path.of("/proc/" + pid + "/mountinfo"));
    }

    private static List<Mount> listedIn(Path list) {
        try {
            return in(EscapedBytes.text(Files.readAllBytes(list)));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The mounts of the lines of a list. */
    static List<Mount> in(String list) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : list.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length >= 5) {
                int dash = line.indexOf(" - ");
                String[] last = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
                mounts.add(
                        new Mount(
                                words[2],
                                unescaped(words[4]),
                                last.length > 0 ? unescaped(last[0]) : "",
                                last.length > 1 ? unescaped(last[1]) : ""));
            }
        }
        return mounts;
    }

    /**
     * The one that a file is in, or that is mounted over its name; null if that is not known.
     *
     * @param path the path of the file, without links
     */
    static @Nullable Mount of(List<Mount> all, String path) {
        Mount found = null;
        for (Mount mount : all) {
            if ((mount.point.equals(path) || mount.isAbove(path))
                    && (found == null || mount.point.length() >= found.point.length())) {
                found = mount;
            }
        }
        return found;
    }

    /** Whether a path leads through the place where it is mounted. */
    boolean isAbove(String path) {
        return path.startsWith(point.endsWith("/") ? point : point + "/");
    }

    /** The kernel writes blanks, line ends and backslashes of names as three octal digits. */
    static String unescaped(String word) {
        return word.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
