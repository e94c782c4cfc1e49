package io.fileview.labs.kills;

import io.fileview.labs.common.CommandLineProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Patches a file with new bytes each time. */
final class PatchJob implements Job {
    /** What is patched and how. */
    enum Way implements io.fileview.labs.kills.Way {
        FROM("patch --from"),
        TEXT("patch --text"),
        HEX("patch --hex"),
        GROW("patch --from --grow", "--grow"),
        PORTABLE("patch --from --engine portable", "--engine portable"),
        CONTROL("control: patch --in-place", "--in-place");

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
            return false;
        }

        @Override
        public Job job(Path directory, Path sources, int mebibytes, SplittableRandom random)
                throws IOException {
            return new PatchJob(this, directory, sources, mebibytes, random);
        }
    }

    private static final int OFFSET = 12_345;
    private static final int SMALL = 9_000;
    private static final int NEXT_OFFSET = 3;
    private static final int NEXT_LENGTH = 8;
    private static final int LETTERS = 26;
    private static final String ATTRIBUTE = "fileview.commit";
    private static final Facts FACTS = new Facts(0640, 1000, 1001);

    private final Way way;
    private final Path file;
    private final Path data;
    private final SplittableRandom random;
    private final int size;
    private byte[] content;
    private byte[] patch = {};
    private byte[] nextPatch = {};

    /** Makes the file in a directory that exists; the new bytes are in another one. */
    private PatchJob(
            Way way, Path directory, Path dataDirectory, int mebibytes, SplittableRandom random)
            throws IOException {
        this.way = way;
        this.file = directory.resolve("patched");
        this.data = dataDirectory.resolve("data");
        this.random = random;
        this.size = (mebibytes << 20) + 1;
        this.content = RandomBytes.of(random, size);
        Files.write(file, content);
        FACTS.give(file);
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
        return file;
    }

    @Override
    public void prepare() throws IOException {
        if (content.length > size) {
            content = Arrays.copyOf(content, size);
            try (RandomAccessFile shortened = new RandomAccessFile(file.toFile(), "rw")) {
                shortened.setLength(size);
            }
        }
        patch = RandomBytes.of(random, isSmall() ? SMALL : size / 2);
        if (way == Way.TEXT) {
            for (int i = 0; i < patch.length; i++) {
                patch[i] = (byte) ('a' + random.nextInt(LETTERS));
            }
        }
        nextPatch = RandomBytes.of(random, NEXT_LENGTH);
        Files.write(data, patch);
    }

    private boolean isSmall() {
        return way == Way.TEXT || way == Way.HEX;
    }

    private int offset() {
        return way == Way.GROW ? size - size / 4 : OFFSET;
    }

    @Override
    public List<String> command() {
        List<String> words = words(offset());
        words.addAll(switch (way) {
            case TEXT -> List.of("--text", new String(patch, StandardCharsets.US_ASCII));
            case HEX -> List.of("--hex", HexFormat.of().formatHex(patch));
            default -> List.of("--from", data.toString());
        });
        words.addAll(way.options());
        return CommandLineProgram.with(words.toArray());
    }

    @Override
    public List<String> next() {
        List<String> words = words(NEXT_OFFSET);
        words.addAll(List.of("--hex", HexFormat.of().formatHex(nextPatch)));
        if (way == Way.PORTABLE) {
            words.addAll(way.options());
        }
        return CommandLineProgram.with(words.toArray());
    }

    private List<String> words(int offset) {
        return new ArrayList<>(
                List.of("patch", file.toString(), "--offset", Integer.toString(offset)));
    }

    @Override
    public boolean isSignOfWork(String openFile) {
        return way == Way.CONTROL
                ? openFile.equals(file.toString())
                : openFile.startsWith(file + ".fileview-journal");
    }

    @Override
    public boolean hasShortHiddenName() {
        return false;
    }

    @Override
    public void learn() {
        content = withPatch();
    }

    /** A commit may be in the journal, which the next command takes over. */
    @Override
    public Optional<State> stateAfterKill() {
        return Optional.empty();
    }

    @Override
    public State stateAfterNext() throws IOException {
        byte[] now = Files.readAllBytes(file);
        State state = judge(now);
        content = now;
        return state;
    }

    private State judge(byte[] now) throws IOException {
        if (!Facts.of(file).equals(FACTS)) {
            return State.BROKEN;
        }
        if (Arrays.equals(now, withNext(withPatch()))) {
            return State.NEW;
        }
        boolean mayHaveGrown = way == Way.GROW && now.length == offset() + patch.length;
        byte[] old = withNext(mayHaveGrown ? Arrays.copyOf(content, now.length) : content);
        return Arrays.equals(now, old) ? State.OLD : State.BROKEN;
    }

    private byte[] withPatch() {
        return with(content, offset(), patch);
    }

    private byte[] withNext(byte[] before) {
        return with(before, NEXT_OFFSET, nextPatch);
    }

    private static byte[] with(byte[] before, int offset, byte[] bytes) {
        byte[] after = Arrays.copyOf(before, Math.max(before.length, offset + bytes.length));
        System.arraycopy(bytes, 0, after, offset, bytes.length);
        return after;
    }

    @Override
    public List<String> leftOver() throws IOException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> all = Files.list(file.getParent())) {
            all.filter(each -> !each.equals(file)).map(Path::toString).forEach(left::add);
        }
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        if (attributes.list().contains(ATTRIBUTE)) {
            left.add(file + " has the attribute user." + ATTRIBUTE);
        }
        return left;
    }
}
