package io.fileview.labs.windows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with {@code root}, a Debian with Wine, in which are {@code jdk}, a Windows JDK, and {@code
 * prefix}, a prefix of Wine that is never used itself: {@link WinePrefix} copies it.
 */
final class WineFolder {
    /**
     * Mounts /proc for the programs of this process alone, since Wine reads it to say which pages are in
     * the working set. What is mounted goes with the last of them, even if all are killed.
     */
    private static final String ENTER =
            "mount -t proc proc \"$1/proc\" && cd / && root=$1 && shift && exec chroot \"$root\" \"$@\"";

    private final Path directory;
    private final Path root;

    WineFolder(Path folder) {
        this.directory = folder;
        this.root = folder.resolve("root");
    }

    Path directory() {
        return directory;
    }

    Path root() {
        return root;
    }

    Path jdk() {
        return root.resolve("jdk");
    }

    Path firstPrefix() {
        return root.resolve("prefix");
    }

    boolean isReady() {
        return Files.exists(root.resolve("usr/lib/wine/wine64"))
                && Files.exists(jdk().resolve("bin/java.exe"))
                && Files.exists(firstPrefix().resolve("system.reg"));
    }

    /** Returns the command that makes a prefix. */
    List<String> boot(String prefix) {
        return inside(prefix, List.of("WINEDLLOVERRIDES=mscoree=;mshtml="),
                "wineboot -i && wineserver -w");
    }

    /** Returns the command that runs a script of the shell in a prefix. */
    List<String> inside(String prefix, List<String> variables, String script, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare", "--mount", "/bin/sh", "-c", ENTER, "enter",
                                root.toString(),
                                "/usr/bin/env", "-i", "HOME=/root", "PATH=/usr/bin:/bin",
                                "LANG=C.UTF-8",
                                "WINEPREFIX=/" + prefix, "WINEDEBUG=-all", "XDG_RUNTIME_DIR=/tmp"));
        command.addAll(variables);
        command.addAll(List.of("/bin/sh", "-c", script, "run"));
        command.addAll(List.of(arguments));
        return command;
    }
}
