package io.fileview.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memory cgroup that this process is in, directly or through a group in it ({@code cgroups(7)}).
 *
 * @param directory the directory with its files
 * @param name its path, for messages
 * @param isVersion2 whether it is of version 2
 */
record MemoryGroup(Path directory, String name, boolean isVersion2) {
    /** Returns the groups of this process; none if the kernel does not tell them. */
    static List<MemoryGroup> all(Path root) {
        List<MemoryGroup> groups = new ArrayList<>();
        List<String> mounts = lines(root.resolve("proc/self/mountinfo"));
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3); // number, controllers, path
            boolean version2 = parts.length == 3 && parts[0].equals("0");
            if (version2 || (parts.length == 3 && has(parts[1], "memory"))) {
                for (String mount : mounts) {
                    add(root, mount, parts[2], version2, groups);
                }
            }
        }
        return groups;
    }

    /** Adds the group and those above it if the mounted file system shows them. */
    private static void add(
            Path root, String mount, String path, boolean version2, List<MemoryGroup> groups) {
        Mount mounted = Mount.of(mount);
        if (mounted == null || !mounted.shows(version2)) {
            return;
        }
        // A mount of a part of the hierarchy, as in a container, shows paths relative to that part.
        String below =
                path.startsWith(mounted.part) ? path.substring(mounted.part.length()) : path;
        Path top = root.resolve(mounted.point.substring(1)).normalize();
        Path directory = top.resolve(below.replaceFirst("^/+", "")).normalize();
        for (; directory != null && directory.startsWith(top); directory = directory.getParent()) {
            groups.add(new MemoryGroup(directory, "/" + top.relativize(directory), version2));
        }
    }

    /** A line of {@code /proc/self/mountinfo}. */
    private record Mount(String part, String point, String type, String options) {
        static @Nullable Mount of(String line) {
            List<String> words = Arrays.asList(line.split(" "));
            int dash = words.indexOf("-");
            if (dash < 5 || dash + 3 >= words.size()) {
                return null;
            }
            String part = words.get(3);
            return new Mount(
                    part.equals("/") ? "" : part,
                    words.get(4),
                    words.get(dash + 1),
                    words.get(dash + 3));
        }

        boolean shows(boolean version2) {
            return version2
                    ? type.equals("cgroup2")
                    : type.equals("cgroup") && has(options, "memory");
        }
    }

    private static boolean has(String list, String word) {
        return Arrays.asList(list.split(",")).contains(word);
    }

    private static List<String> lines(Path file) {
        try (BufferedReader reader = AvailableMemory.reader(file)) {
            return reader.lines().toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
