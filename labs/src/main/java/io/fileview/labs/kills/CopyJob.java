package io.fileview.labs.kills;

import io.fileview.labs.common.CommandLineProgram;
import io.fileview.labs.common.UnexpectedEndException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Copies one of two files, and the other one next time, to one destination. */
final class CopyJob implements Job {
    /** How it is copied. */
    enum Way implements io.fileview.labs.kills.Way {
        PLAIN("copy"),
        FORCE("copy --force", "--force"),
        PRESERVE("copy --force --preserve", "--force --preserve"),
        SPARSE("copy --force, sparse file", "--force"),
        /** The hidden name, which it has for a moment only, is made to last longer. */
        SLOW_RENAME("copy --force, slow rename", "--force"),
        OTHER_FILE_SYSTEM("copy --force, from the other file system", "--force"),
        PORTABLE("copy --force --engine portable", "--force --engine portable"),
        CONTROL("control: dd");

        private final String title;
        private final String options;

        Way(String title) {
            this(title, "");
        }

        Way(String title, String options) {
            this.title = title;
            this.options = options;
        }

        private List<String> options() {
            return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
        }

        @Override
        public String title() {
            return title;
        }

        @Override
        public boolean isControl() {
            return this == CONTROL;
        }

        @Override
        public boolean isAcross() {
            return this == OTHER_FILE_SYSTEM;
        }

        @Override
        public Job job(Path directory, Path sources, int mebibytes, SplittableRandom random)
                throws IOException {
            return new CopyJob(this, directory, sources, mebibytes, random);
        }
    }

    private static final List<Facts> OF_SOURCES =
            List.of(new Facts(0640, 0, 0), new Facts(0604, 0, 0));
    private static final List<Facts> OF_OTHERS_SOURCES =
            List.of(new Facts(0640, 2000, 2001), new Facts(0604, 3000, 3001));
    private static final Facts OF_DESTINATION = new Facts(0600, 1000, 1001);
    /** Does not become the parent of the program, which is to be killed itself. */
    private static final List<String> DELAYING =
            List.of(
                    "strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=/^rename", "-e",
                    "inject=/^rename:delay_enter=200000", "--");

    private static final long SECONDS_BETWEEN = 1_000_000;

    private final Way way;
    private final Path destination;
    private final List<Path> sources;

    /** What the copies of the sources are like, once that is known. */
    private final List<Facts> expected;

    private int current;

    /** Makes the sources, and the first file to be replaced, in directories that exist. */
    private CopyJob(
            Way way, Path directory, Path sourceDirectory, int mebibytes, SplittableRandom random)
            throws IOException {
        this.way = way;
        this.destination = directory.resolve("destination");
        this.sources =
                List.of(sourceDirectory.resolve("source-0"), sourceDirectory.resolve("source-1"));
        List<Facts> facts = way == Way.PRESERVE ? OF_OTHERS_SOURCES : OF_SOURCES;
        this.expected = new ArrayList<>(facts);
        for (int source = 0; source < sources.size(); source++) {
            Path file = sources.get(source);
            RandomBytes.write(file, random, mebibytes, way == Way.SPARSE);
            facts.get(source).give(file);
            Files.setLastModifiedTime(file, timeOf(source));
        }
        if (way != Way.PLAIN) {
            Files.copy(sources.get(0), destination);
            OF_DESTINATION.give(destination);
        }
    }

    private static FileTime timeOf(int source) {
        return FileTime.from(Instant.ofEpochSecond((source + 1) * SECONDS_BETWEEN));
    }

    @Override
    public String title() {
        return way.title();
    }

    @Override
    public boolean isControl() {
        return way.isControl();
    }

    @Override
    public Path target() {
        return destination;
    }

    @Override
    public void prepare() throws IOException {
        current = 1 - current;
        if (way == Way.PLAIN) {
            Files.deleteIfExists(destination);
        }
    }

    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>();
        if (way == Way.CONTROL) {
            command.addAll(List.of("dd", "bs=64k", "oflag=sync"));
            command.addAll(List.of("if=" + sources.get(current), "of=" + destination));
            return command;
        }
        if (way == Way.SLOW_RENAME) {
            command.addAll(DELAYING);
        }
        command.addAll(copy(way.options()));
        return command;
    }

    /** The control has to be brought to a whole state, too. */
    @Override
    public List<String> next() {
        if (way == Way.CONTROL) {
            return command();
        }
        List<String> options = new ArrayList<>(way.options());
        if (way == Way.PLAIN) {
            options.add("--force");
        }
        return copy(options);
    }

    private List<String> copy(List<String> options) {
        List<String> words =
                new ArrayList<>(
                        List.of("copy", sources.get(current).toString(), destination.toString()));
        words.addAll(options);
        return CommandLineProgram.with(words.toArray());
    }

    /** A file without a name has the name of its directory with a number. */
    @Override
    public boolean isSignOfWork(String openFile) {
        return way == Way.CONTROL
                ? openFile.equals(destination.toString())
                : openFile.startsWith(destination.resolveSibling("#").toString())
                        || openFile.startsWith(destination.resolveSibling(".").toString());
    }

    @Override
    public boolean hasShortHiddenName() {
        return way != Way.PLAIN && way != Way.PORTABLE && way != Way.CONTROL;
    }

    /** Only what a stricter copy may look like is learned; the rest is known. */
    @Override
    public void learn() throws IOException {
        Facts facts = Facts.of(destination);
        Facts wanted = expected.get(current);
        boolean isRight = switch (way) {
            case PLAIN, PRESERVE -> facts.equals(wanted);
            case CONTROL -> true;
            default -> facts.hasSameOwner(OF_DESTINATION) && facts.isNotWiderThan(wanted);
        };
        if (!isRight) {
            throw new UnexpectedEndException(
                    title() + " made a file with " + facts + " from one with " + wanted);
        }
        expected.set(current, facts);
        if (!isCopyOf(current)) {
            throw new UnexpectedEndException(title() + " made a copy that is not like its source");
        }
    }

    @Override
    public Optional<State> stateAfterKill() throws IOException {
        if (!Files.exists(destination)) {
            return Optional.of(way == Way.PLAIN ? State.OLD : State.BROKEN);
        }
        if (isCopyOf(current)) {
            return Optional.of(State.NEW);
        }
        boolean isOld = way != Way.PLAIN && isCopyOf(1 - current);
        return Optional.of(isOld ? State.OLD : State.BROKEN);
    }

    @Override
    public State stateAfterNext() throws IOException {
        return Files.exists(destination) && isCopyOf(current) ? State.NEW : State.BROKEN;
    }

    private boolean isCopyOf(int source) throws IOException {
        return Facts.of(destination).equals(expected.get(source))
                && (way != Way.PRESERVE
                        || Files.getLastModifiedTime(destination).equals(timeOf(source)))
                && Files.mismatch(sources.get(source), destination) < 0;
    }

    @Override
    public List<String> leftOver() throws IOException {
        try (Stream<Path> all = Files.list(destination.getParent())) {
            return all.filter(file -> !file.equals(destination)).map(Path::toString).toList();
        }
    }
}
