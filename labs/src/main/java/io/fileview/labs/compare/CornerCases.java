package io.fileview.labs.compare;

import static io.fileview.labs.compare.Place.MEBIBYTE;
import static io.fileview.labs.compare.Place.fileview;
import static io.fileview.labs.compare.Place.tool;

import io.fileview.labs.common.Disk;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Shell;
import io.fileview.labs.compare.Contender.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Copies where something is in the way: a full disk, a long name, owners and access control lists. */
final class CornerCases {
    private static final int LONGEST_NAME = 255;
    private static final int OWNER = 1234;
    private static final int OTHER_OWNER = 2000;
    private static final int PERMISSIONS = 0640;
    private static final String LOST = "lost: ";
    private static final int FULL = 16;

    private final Place place;

    CornerCases(Place place) {
        this.place = place;
    }

    /** A copy that does not fit must fail with the reason, and leave nothing. */
    Case fullDisk() throws IOException {
        Disk small = place.disk(FileSystem.EXT4, "full", (long) FULL * MEBIBYTE);
        Path source = place.file(place.directory("too-large").resolve("source"), 2 * FULL);
        Path copy = small.directory().resolve("copy");
        Check check = cost -> "exit code " + cost.exit() + ", " + left(small.directory()) + ": "
                + Contender.lastLine(cost).replace(small.directory() + "/", "");
        Check judged = cost -> {
            String result = check.of(cost);
            boolean isNamed = cost.output().toLowerCase(Locale.ROOT).contains("space")
                    || cost.output().contains("full");
            if (cost.isGood() || !isNamed || !result.contains("leaves nothing")) {
                place.wrong("full disk: " + result);
            }
            return result;
        };
        return Case.of(
                "copy " + 2 * FULL + " MiB to a disk of " + FULL + " MiB",
                () -> Files.deleteIfExists(copy),
                List.of(),
                new Contender("fileview copy", fileview("copy", source, copy), judged),
                new Contender("cp", tool("cp", source, copy), check));
    }

    private static String left(Path directory) throws IOException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                left.add(file.getFileName() + " of " + Files.size(file) + " bytes");
            }
        }
        return left.isEmpty() ? "leaves nothing" : "leaves " + String.join(", ", left);
    }

    Case longName() throws IOException {
        Path directory = place.directory("names");
        Path source = place.file(directory.resolve("source"), 1);
        Path copy = directory.resolve("n".repeat(LONGEST_NAME));
        Check same = CopyCases.same(source, copy);
        Check judged = cost -> {
            String result = same.of(cost);
            if (!result.equals("same")) {
                place.wrong("a name of " + LONGEST_NAME + " bytes: " + result);
            }
            return result;
        };
        return Case.of(
                "copy to a name of " + LONGEST_NAME + " bytes",
                () -> Files.deleteIfExists(copy),
                List.of(),
                new Contender("fileview copy", fileview("copy", source, copy), judged),
                new Contender("cp", tool("cp", source, copy), same));
    }

    /** What a copy keeps of a file with an owner, an access control list, an attribute and a time. */
    Case preserve() throws IOException {
        Path directory = place.directory("owners");
        Path source = owned(directory, OWNER);
        Path copy = directory.resolve("copy");
        Check kept = cost -> cost.isGood() ? kept(source, copy) : Contender.exit(cost);
        Check judged = cost -> {
            String result = kept.of(cost);
            if (!cost.isGood() || result.contains(LOST)) {
                place.wrong("--preserve: " + result);
            }
            return result;
        };
        return Case.of(
                "copy with owner, access control list, attribute, time",
                () -> Files.deleteIfExists(copy),
                List.of(),
                new Contender(
                        "fileview copy --preserve", fileview("copy", source, copy, "--preserve"),
                        judged),
                new Contender("cp -a", tool("cp", "-a", source, copy), kept),
                new Contender("fileview copy", fileview("copy", source, copy), kept),
                new Contender("cp", tool("cp", source, copy), kept));
    }

    /** Whose file is replaced, it stays theirs, and nobody may do more with it than with the source. */
    Case overOthers() throws IOException {
        Path directory = place.directory("over");
        Path source = owned(directory, OWNER);
        Path copy = directory.resolve("copy");
        Check check = cost -> cost.isGood()
                ? Shell.run("stat", "-c", "owner %u:%g, mode %a", copy.toString()).strip()
                : Contender.exit(cost);
        Check judged = cost -> {
            String result = check.of(cost);
            int wider = (int) Files.getAttribute(copy, "unix:mode")
                    & ~(int) Files.getAttribute(source, "unix:mode");
            if (!result.contains("owner " + OTHER_OWNER + ":") || wider != 0) {
                place.wrong("copy over a file of another owner: " + result);
            }
            return result;
        };
        return Case.of(
                "copy over a file of another owner",
                () -> {
                    Files.deleteIfExists(copy);
                    own(Files.createFile(copy), OTHER_OWNER, 0600);
                },
                List.of(),
                new Contender(
                        "fileview copy --force", fileview("copy", source, copy, "--force"), judged),
                new Contender("cp", tool("cp", source, copy), check));
    }

    private Path owned(Path directory, int owner) throws IOException {
        Path file = place.file(directory.resolve("source"), 1);
        own(file, owner, PERMISSIONS);
        Shell.run("setfacl", "-m", "u:" + (owner + 1) + ":rw", file.toString());
        Shell.run("setfattr", "-n", "user.note", "-v", "kept", file.toString());
        Shell.run("touch", "-d", "2020-01-02 03:04:05", file.toString());
        return file;
    }

    private static void own(Path file, int owner, int mode) throws IOException {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:mode", mode);
    }

    private static String kept(Path source, Path copy) throws IOException {
        List<String> kept = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        String[][] looks = {
            {"owner", "stat", "-c", "%u:%g"},
            {"mode", "stat", "-c", "%a"},
            {"access control list", "getfacl", "-n", "-p", "--omit-header"},
            {"attribute", "getfattr", "-n", "user.note", "--only-values"},
            {"time", "stat", "-c", "%y"}};
        for (String[] look : looks) {
            (output(look, source).equals(output(look, copy)) ? kept : lost).add(look[0]);
        }
        return "kept: " + (kept.isEmpty() ? "nothing" : String.join(", ", kept))
                + (lost.isEmpty() ? "" : "; " + LOST + String.join(", ", lost));
    }

    private static String output(String[] look, Path file) throws IOException {
        List<String> command = new ArrayList<>(List.of(look).subList(1, look.length));
        command.add(file.toString());
        return Shell.attempt(command.toArray(String[]::new)).output()
                .replace(file.toString(), "");
    }
}
