package io.fileview.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel itself uses a file for, as far as it can be seen from this mount namespace.
 *
 * @param isSwap whether it is a swap area
 * @param loops the loop devices whose content it is
 * @param names how many names (hard links) it has
 * @param isMountPoint whether another file is mounted over its name
 * @param fileSystem where its file system is mounted; empty if unknown
 */
record SystemUses(
        boolean isSwap,
        List<String> loops,
        int names,
        boolean isMountPoint,
        Optional<String> fileSystem) {

    static SystemUses of(Path path, FileId file) throws IOException {
        String real = PathText.exact(path.toRealPath());
        String mount = "";
        boolean isMountPoint = false;
        for (String line : lines("/proc/self/mountinfo")) {
            String[] words = line.split(" ", -1);
            if (words.length < 5) {
                continue;
            }
            String point = unescaped(words[4]);
            if (point.equals(real)) {
                isMountPoint = true;
            } else if (real.startsWith(point.endsWith("/") ? point : point + "/")
                    && point.length() >= mount.length()) {
                mount = point;
            }
        }
        return new SystemUses(
                isSwap(file),
                loops(file),
                Files.getAttribute(path, "unix:nlink") instanceof Integer links ? links : 1,
                isMountPoint,
                mount.isEmpty() ? Optional.empty() : Optional.of(mount));
    }

    private static boolean isSwap(FileId file) {
        List<String> lines = lines("/proc/swaps");
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            int end = line.indexOf(' ');
            if (end > 0 && isFile(unescaped(line.substring(0, end)), file)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> loops(FileId file) {
        List<String> loops = new ArrayList<>();
        try (DirectoryStream<Path> devices =
                Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                List<String> backing = lines(device.resolve("loop/backing_file").toString());
                if (!backing.isEmpty() && isFile(backing.get(0), file)) {
                    loops.add("/dev/" + device.getFileName());
                }
            }
        } catch (IOException | DirectoryIteratorException none) {
            return loops;
        }
        loops.sort(null);
        return loops;
    }

    private static boolean isFile(String path, FileId file) {
        try {
            return file.equals(FileId.of(UnixNames.path(path)));
        } catch (IOException | IllegalArgumentException gone) {
            return false;
        }
    }

    /** No lines if the system does not have the file. */
    private static List<String> lines(String file) {
        try {
            return List.of(
                    EscapedBytes.text(Files.readAllBytes(Path.of(file)))
                            .stripTrailing()
                            .split("\n", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The kernel writes blanks, line ends and backslashes of names as three octal digits. */
    private static String unescaped(String word) {
        return word.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
