package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.memory.Ability;
import io.fileview.memory.Options;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.Needs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The note on a file that leads to its journal. */
class JournalMarkTest {
    /** The bytes before the path: a version, and three numbers of each of two files. */
    private static final int START = 1 + 6 * Long.BYTES;

    private static final FileIdentity OTHER = new FileIdentity("8:1", 11, 22, 33);
    private static final String PATH = "/journal/file.fileview-journal";

    // Whatever encoding this process uses for names, a URI has their bytes.
    private static final Path DELETE = of("%7F");
    private static final Path FIRST_BEYOND_ASCII = of("%C2%80");
    private static final Path UMLAUT = of("n%C3%A4her");

    /** A name that has a question mark where names may have one. */
    private static final String QUESTION = Needs.isWindows() ? "wh\u00e4t" : "what?";

    private static Path of(String escaped) {
        return Path.of(URI.create("file:///journal/" + escaped)).toAbsolutePath();
    }

    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        use(Options.DEFAULT);
    }

    private void use(Options options) throws IOException {
        closeWorld();
        world = new JournalWorld(100, options);
    }

    @AfterEach
    void closeWorld() {
        if (world != null) {
            world.close();
        }
    }

    private JournalMark mark(String path) {
        return new JournalMark(world.data().identity(), OTHER, path);
    }

    private static Path named(String name) {
        return Path.of("/journal").toAbsolutePath().resolve(name);
    }

    private byte[] note() throws IOException {
        return world.system.administrator().attribute(JournalWorld.FILE).orElseThrow();
    }

    private void setNote(byte... note) throws IOException {
        world.system.administrator().setAttribute(JournalWorld.FILE, Optional.of(note));
    }

    private static FileIdentity withoutVolume(FileIdentity identity) {
        return new FileIdentity(
                "", identity.numberHigh(), identity.number(), identity.birth());
    }

    @Test
    void aMarkIsReadAsItWasWrittenWithoutTheVolumes() throws IOException {
        assertThat(JournalMark.read(world.data())).isNull();
        mark("/näher/journal").write(world.data());
        assertThat(JournalMark.read(world.data()))
                .isEqualTo(
                        new JournalMark(
                                withoutVolume(world.data().identity()), withoutVolume(OTHER),
                                "/näher/journal"));
    }

    @Test
    void theBytesOfAMarkAreFixed() throws IOException {
        new JournalMark(
                new FileIdentity("8:1", 0x0102030405060708L, 0x1112131415161718L, 0x21),
                new FileIdentity("8:1", 0x31, 0x41, 0x5152535455565758L),
                "/ä")
                .write(world.data());
        assertThat(HexFormat.of().formatHex(note()))
                .isEqualTo(
                        "01"
                                + "0102030405060708"
                                + "1112131415161718"
                                + "0000000000000021"
                                + "0000000000000031"
                                + "0000000000000041"
                                + "5152535455565758"
                                + "2fc3a4");
    }

    @Test
    void aMarkIsDurableWhenItHasBeenWrittenAndGoneWhenItHasBeenRemoved() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            mark(PATH).write(world.data());
            world.system.cutPower(new Random(seed));
            world.open();
            assertThat(JournalMark.read(world.data())).as("seed %d", seed).isNotNull();
            JournalMark.remove(world.data());
            world.system.cutPower(new Random(seed));
            world.open();
            assertThat(JournalMark.read(world.data())).as("seed %d", seed).isNull();
        }
    }

    @Test
    void aCopyOfTheFileIsNotMarked() throws IOException {
        Path copy = JournalWorld.DIRECTORY.resolve("copy");
        mark(PATH).write(world.data());
        world.system.administrator().copyAll(JournalWorld.FILE, copy);
        assertThat(world.system.administrator().attribute(copy)).isPresent();
        try (CommitFiles files = world.filesOf(copy);
                EngineFile data = files.openData(OpenRequest.existing(Protection.READ_ONLY))) {
            assertThat(JournalMark.read(data)).isNull();
        }
    }

    @Test
    void aFileThatCannotBeMarkedHasNoMark() throws IOException {
        use(Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE));
        mark(PATH).write(world.data());
        assertThat(JournalMark.read(world.data())).isNull();
        JournalMark.remove(world.data());
    }

    /** The file may have a journal somewhere, which a note that is not understood does not name. */
    @Test
    void aNoteThatIsNotUnderstoodIsReported() throws IOException {
        mark(PATH).write(world.data());
        byte[] note = note();
        for (int version : new int[] {0, 2, -1}) {
            byte[] other = note.clone();
            other[0] = (byte) version;
            setNote(other);
            assertNotUnderstood("version " + version);
        }
        for (int length = 0; length < START; length++) {
            setNote(Arrays.copyOf(note, length));
            assertNotUnderstood(length + " bytes");
        }
        setNote(Arrays.copyOf(note, START));
        assertThat(JournalMark.read(world.data()).path()).isEmpty();
        assertThat(JournalMark.readIfUnderstood(world.data()))
                .isEqualTo(JournalMark.read(world.data()));
    }

    private void assertNotUnderstood(String what) throws IOException {
        assertThatExceptionOfType(MappingException.class).as(what)
                .isThrownBy(() -> JournalMark.read(world.data()))
                .withMessageContainingAll("user.fileview.commit", "ignoreMissingJournal()");
        assertThat(JournalMark.readIfUnderstood(world.data())).as(what).isNull();
    }

    @Test
    void aFileWhoseNoteIsNotUnderstoodIsOpenedOnceThatIsChosen() throws IOException {
        setNote((byte) 2);
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> recover(false));
        assertThat(note()).hasSize(1);
        recover(true);
    }

    private void recover(boolean ignoreMissing) throws IOException {
        try (CommitLocks locks =
                CommitLocks.open(world.files(), world.data().identity(), true)) {
            new Recovery(world.files(), locks)
                    .run(world.data(), new Recovery.Choice(false, ignoreMissing), () -> {});
        }
    }

    @Test
    void aPathThatDoesNotFitIsLeftOut() throws IOException {
        String longest = "/" + "x".repeat(ExtendedAttribute.MAX_SIZE - START - 1);
        mark(longest).write(world.data());
        assertThat(JournalMark.read(world.data()).path()).isEqualTo(longest);
        assertThat(note()).hasSize(ExtendedAttribute.MAX_SIZE);
        mark(longest + "x").write(world.data());
        JournalMark without = JournalMark.read(world.data());
        assertThat(without.path()).isEmpty();
        assertThat(without.journal()).isEqualTo(withoutVolume(OTHER));
        assertThat(without.location()).isEmpty();
        assertThat(note()).hasSize(START);
    }

    @Test
    void aJournalIsFoundAgainWhereItIsExpressedToBe() {
        for (Path path : List.of(
                named("plain"), named("with space"), named(QUESTION),
                named(Needs.isWindows() ? "file" : "file:"), DELETE,
                FIRST_BEYOND_ASCII, UMLAUT)) {
            String expressed = JournalMark.expressed(FileLocation.of(path));
            assertThat(mark(expressed).location()).as("%s", expressed)
                    .contains(FileLocation.of(path));
        }
    }

    /** Every process understands it, whatever its locale and its current directory. */
    @Test
    void aNameIsExpressedByAsciiAlone() {
        for (Path path : List.of(named("plain"), named("with space"), DELETE)) {
            assertThat(JournalMark.expressed(FileLocation.of(path))).isEqualTo(path.toString());
        }
        for (Path path : List.of(named(QUESTION), FIRST_BEYOND_ASCII, UMLAUT)) {
            String expressed = JournalMark.expressed(FileLocation.of(path));
            assertThat(expressed)
                    .isEqualTo(path.toUri().toString())
                    .startsWith("file:///");
            if (!Needs.isWindows()) { // where names are text, which no locale changes
                assertThat(expressed).isASCII();
            }
        }
        assertThat(JournalMark.expressed(FileLocation.of(Path.of("relative"))))
                .isEqualTo(Path.of("relative").toAbsolutePath().toString());
    }

    @Test
    void aJournalWithoutAPathIsNotExpressed() {
        assertThat(JournalMark.expressed(FileLocation.of(URI.create("memory:/journal"))))
                .isEmpty();
    }

    @Test
    void whatIsNoPathHereIsUnknown() {
        // On Windows, a host is a part of a path.
        String host = Needs.isWindows() ? "file://host" : "file://host/journal";
        for (String path : List.of("", "file:///%", host, "a\0b")) {
            assertThat(mark(path).location()).as("%s", path).isEmpty();
        }
    }
}
