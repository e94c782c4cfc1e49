package io.fileview.labs.compare;

import static io.fileview.labs.compare.Place.MEBIBYTE;
import static io.fileview.labs.compare.Place.fileview;
import static io.fileview.labs.compare.Place.tool;

import io.fileview.labs.common.Residency;
import io.fileview.labs.common.Shell;
import io.fileview.labs.compare.Contender.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at files and steers what is in memory of them, beside vmtouch, fincore, hexdump and lsof. */
final class LookCases {
    static final String TREE = "look at a tree of ";
    private static final int FILES_IN_DIRECTORY = 1000;
    private static final int BYTES_IN_FILE = 100;
    private static final int COUNTED = 1000;
    private static final String START = "start";

    private static final String ALL_FILES = "find \"$0\" -type f -print0 | xargs -0 fincore -n";

    private static final Pattern CALLS =
            Pattern.compile("(?m)^\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+.*stat.*$");

    private final Place place;

    LookCases(Place place) {
        this.place = place;
    }

    /** What a command takes that has nothing to do. */
    Case start() throws IOException {
        return Case.of(
                START, () -> {}, List.of(),
                new Contender("fileview --version", fileview("--version"), Contender::exit),
                new Contender("true", tool("true"), Contender::exit));
    }

    /** A file of which the first half is in memory; and the commands that change that. */
    List<Case> oneFile() throws IOException {
        int mebibytes = place.sized(64, 1024);
        Path file = place.file(place.directory("one").resolve("file"), mebibytes);
        Case.Reset half = () -> {
            place.disk().empty();
            Shell.run("dd", "if=" + file, "of=/dev/null", "bs=1M", "count=" + mebibytes / 2);
        };
        Check look = Contender::exit;
        Check pages = cost -> Residency.bytes(List.of(file)) / MEBIBYTE + " MiB in memory";
        String title = mebibytes + " MiB, half of it in memory";
        return List.of(
                Case.of(
                        "look at " + title, half, List.of(file),
                        new Contender("fileview stat", fileview("stat", file), look),
                        new Contender("vmtouch", tool("vmtouch", file), look),
                        new Contender("fincore", tool("fincore", file), look)),
                Case.of(
                        "bring in " + title, half, List.of(file),
                        new Contender("fileview warm", fileview("warm", file), pages),
                        new Contender("vmtouch -t", tool("vmtouch", "-t", file), pages),
                        new Contender("cat", tool("cat", file), pages)),
                Case.of(
                        "let go of " + title, half, List.of(file),
                        new Contender("fileview drop", fileview("drop", file), pages),
                        new Contender("vmtouch -e", tool("vmtouch", "-e", file), pages)));
    }

    Case bytes() throws IOException {
        int mebibytes = place.sized(1, 8);
        Path file = place.file(place.directory("bytes").resolve("file"), 2 * mebibytes);
        String from = Integer.toString(mebibytes * MEBIBYTE);
        return Case.of(
                "print " + mebibytes + " MiB in hexadecimal",
                () -> place.disk().empty(),
                List.of(file),
                new Contender(
                        "fileview view",
                        fileview("view", file, "--offset", from, "--length", from),
                        Contender::exit),
                new Contender(
                        "hexdump -C", tool("hexdump", "-C", "-s", from, "-n", from, file),
                        Contender::exit))
                .printingLines();
    }

    /** The file is held open, elsewhere than on the disk, by a process that ends with this one. */
    Case holders() throws IOException {
        Path file = place.file(place.work().resolve("held"), 1);
        Process holder =
                new ProcessBuilder(
                        "setpriv", "--pdeathsig", "KILL", "sh", "-c", "exec sleep 3600 <\"$0\"",
                        file.toString())
                        .start();
        place.atEnd(holder);
        String number = Long.toString(holder.pid());
        Check check = cost -> cost.output().contains(number) ? "found" : "NOT FOUND";
        Check judged = cost -> {
            String result = check.of(cost);
            if (!result.equals("found")) {
                place.wrong("who did not find process " + number + ": " + cost.output().strip());
            }
            return result;
        };
        return Case.of(
                "find the process that has a file open", () -> {}, List.of(file),
                new Contender("fileview who", fileview("who", file), judged),
                new Contender("lsof", tool("lsof", file), check));
    }

    Case tree() throws IOException {
        int files = place.sized(2_000, 100_000);
        Path tree = tree("tree", files);
        String expected = Integer.toString(files);
        Check found = cost -> {
            String digits = cost.output().replaceAll("[,.'_]", "");
            return !cost.isGood()
                    ? Contender.exit(cost)
                    : "counts " + (digits.contains(expected) ? expected : "other") + " files";
        };
        Check judged = cost -> {
            String result = found.of(cost);
            if (!result.contains(expected)) {
                place.wrong("stat of " + files + " files: " + result);
            }
            return result;
        };
        return Case.of(
                TREE + files + " files", () -> place.disk().empty(), List.of(),
                new Contender("fileview stat", fileview("stat", tree), judged),
                new Contender("vmtouch -v", tool("vmtouch", "-v", tree), found),
                new Contender(
                        "fincore", tool("sh", "-c", ALL_FILES, tree), Contender::exit))
                .printingLines();
    }

    private Path tree(String name, int files) throws IOException {
        Path tree = place.directory(name);
        byte[] bytes = new byte[BYTES_IN_FILE];
        Path directory = tree;
        for (int file = 0; file < files; file++) {
            if (file % FILES_IN_DIRECTORY == 0) {
                directory = Files.createDirectory(tree.resolve("d" + file / FILES_IN_DIRECTORY));
            }
            Files.write(directory.resolve("file-" + file), bytes);
        }
        return tree;
    }

    /** Counts the calls for each file of a tree, without those that one file takes. */
    String callsOfStat() throws IOException {
        return "calls of fileview stat for each file of a tree: "
                + String.format(
                        Locale.ROOT, "%.2f",
                        (double) (calls(tree("many", COUNTED + 1)) - calls(tree("single", 1)))
                                / COUNTED)
                + " of statx, fstat, newfstatat and lstat";
    }

    private static long calls(Path tree) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("strace", "-f", "-c", "-e", "trace=%%stat", "--"));
        command.addAll(fileview("stat", tree));
        Matcher matcher = CALLS.matcher(Shell.run(command.toArray(String[]::new)));
        long calls = 0;
        while (matcher.find()) {
            calls += Long.parseLong(matcher.group(1));
        }
        return calls;
    }
}
