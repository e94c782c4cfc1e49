package io.fileview.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel itself uses a file for, as far as it can be seen from this mount namespace.
 *
 * @param isSwap whether it is a swap area
 * @param loops the loop devices whose content it is
 * @param devices the devices that are made of it, if it is a device
 * @param mounts where file systems that it has are mounted, if it is a device
 * @param names how many names (hard links) it has
 * @param isMountPoint whether another file is mounted over its name
 * @param fileSystem where its file system is mounted; empty if unknown
 * @param directory the directory that it has its name in; empty if its path is no name of it, as one
 *     of {@code /proc/pid/fd} is not once the file has been deleted
 */
record SystemUses(
        boolean isSwap,
        List<String> loops,
        List<String> devices,
        List<String> mounts,
        int names,
        boolean isMountPoint,
        Optional<String> fileSystem,
        Optional<Path> directory) {

    static SystemUses of(Path path, SoughtFile file) throws IOException {
        Optional<Path> place = place(path);
        String real = place.map(PathText::exact).orElse("");
        String mount = "";
        boolean isMountPoint = false;
        List<String> mounts = new ArrayList<>();
        for (Mount each : Mount.all()) {
            if (each.point().equals(real)) {
                isMountPoint = true;
            } else if (each.isAbove(real) && each.point().length() >= mount.length()) {
                mount = each.point();
            }
            if (file.device() != null
                    && (each.device().equals(file.deviceText()) || isFile(each.source(), file))) {
                mounts.add(each.point());
            }
        }
        return new SystemUses(
                isSwap(file),
                loops(file),
                devices(file),
                mounts,
                Files.getAttribute(path, "unix:nlink") instanceof Integer links ? links : 1,
                isMountPoint,
                mount.isEmpty() ? Optional.empty() : Optional.of(mount),
                place.map(Path::getParent));
    }

    /** The path without links, if the file still has a name there. */
    private static Optional<Path> place(Path path) throws IOException {
        try {
            return Optional.of(path.toRealPath());
        } catch (NoSuchFileException e) {
            if (Files.exists(path)) {
                return Optional.empty(); // a link of /proc leads to the file itself
            }
            throw e;
        }
    }

    private static boolean isSwap(SoughtFile file) {
        List<String> lines = lines("/proc/swaps");
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            int end = line.indexOf(' ');
            if (end > 0 && isFile(Mount.unescaped(line.substring(0, end)), file)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> loops(SoughtFile file) {
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

    /** Such as those of the device mapper. */
    private static List<String> devices(SoughtFile file) {
        List<String> devices = new ArrayList<>();
        Path holders = Path.of("/sys/dev/block", file.deviceText(), "holders");
        if (file.device() != null) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(holders)) {
                entries.forEach(entry -> devices.add("/dev/" + entry.getFileName()));
            } catch (IOException | DirectoryIteratorException none) {
                return devices;
            }
        }
        devices.sort(null);
        return devices;
    }

    private static boolean isFile(String path, SoughtFile file) {
        try {
            return path.startsWith("/") && file.isAt(UnixNames.path(path));
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
}
