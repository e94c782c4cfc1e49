package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the extended attribute, the owner and the permissions of a file in memory. */
@Timeout(60)
class AttributeTest {
    private static final int CUTS = 60;
    private static final Path NEW = FILE.resolveSibling("new");

    /** What happens before a cut. */
    private interface Steps {
        void of(MemoryFixture world, EngineFile file, ExtendedAttribute attribute)
                throws IOException;
    }

    /** The notes that are found after cuts: texts, or nothing. */
    private static Set<String> afterCuts(Steps steps) throws IOException {
        Set<String> found = new HashSet<>();
        for (long seed = 0; seed < CUTS; seed++) {
            MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
            EngineFile file = world.openPages(1, 2);
            ExtendedAttribute attribute = attributeOf(file);
            attribute.write(bytes("old"));
            file.flush();
            steps.of(world, file, attribute);
            world.files.cutPower(new Random(seed));
            found.add(found(world, FILE));
        }
        return found;
    }

    private static String found(MemoryFixture world, Path path) throws IOException {
        return world.files.administrator().attribute(path).map(AttributeTest::text).orElse("none");
    }

    private static byte[] bytes(String note) {
        return note.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] note) {
        return new String(note, StandardCharsets.UTF_8);
    }

    private static ExtendedAttribute attributeOf(EngineFile file) {
        return file.extendedAttribute().orElseThrow();
    }

    @Test
    void aNoteIsDurableOnceItsFileIsFlushed() throws Exception {
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            file.flush();
                        }))
                .containsExactly("new");
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            file.flushMetadata();
                        }))
                .containsExactly("new");
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.remove();
                            file.flushMetadata();
                        }))
                .containsExactly("none");
    }

    @Test
    void aNoteThatWasNotFlushedMayBeLostAndMayNot() throws Exception {
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            attribute.remove();
                        }))
                .containsExactlyInAnyOrder("old", "new", "none");
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            file.flush(new ByteRange(0, 10), Durability.WRITTEN, List.of());
                        }))
                .containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void aFlushOfAnotherOpeningMakesNoNoteDurable() throws Exception {
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            EngineFile other = world.open(FILE);
                            other.flush();
                            other.flushMetadata();
                        }))
                .containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void aFlushThatFailedLeavesTheNoteToTheNext() throws Exception {
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            world.files.faults().plan(
                                    Faults.once(Operation.DISK_FLUSH, Fault.error(OsError.EIO)));
                            assertThatExceptionOfType(FlushFailedException.class)
                                    .isThrownBy(file::flushMetadata);
                        }))
                .containsExactlyInAnyOrder("old", "new");
        assertThat(
                afterCuts(
                        (world, file, attribute) -> {
                            attribute.write(bytes("new"));
                            world.files.faults().plan(
                                    Faults.once(Operation.DISK_FLUSH, Fault.error(OsError.EIO)));
                            assertThatExceptionOfType(FlushFailedException.class)
                                    .isThrownBy(file::flushMetadata);
                            file.flushMetadata();
                        }))
                .containsExactly("new");
    }

    @Test
    void theEndOfTheProcessLosesNoNote() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        ExtendedAttribute attribute = attributeOf(world.openPages(1));
        attribute.write(bytes("new"));
        world.files.killProcess();
        assertThat(found(world, FILE)).isEqualTo("new");
        assertThatExceptionOfType(MappingException.class).isThrownBy(attribute::read);
    }

    @ParameterizedTest
    @EnumSource
    void eachAccessToANoteCanFail(OsError error) throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SOFTWARE);
        EngineFile file = world.openPages(1);
        ExtendedAttribute attribute = attributeOf(file);
        attribute.write(bytes("old"));
        Faults faults = world.files.faults();
        faults.plan(Faults.each(Operation.READ_ATTRIBUTE, Fault.error(error)));
        assertThatIOException().isThrownBy(attribute::read).withMessageContaining(error.name());
        faults.plan(Faults.each(Operation.WRITE_ATTRIBUTE, Fault.error(error)));
        assertThatIOException().isThrownBy(() -> attribute.write(bytes("new")));
        faults.plan(Faults.each(Operation.REMOVE_ATTRIBUTE, Fault.error(error)));
        assertThatIOException().isThrownBy(attribute::remove);
        faults.plan(Faults.each(Operation.STATUS, Fault.error(error)));
        assertThatIOException().isThrownBy(file::status).withMessageContaining(error.name());
        faults.none();
        assertThat(attribute.read().map(AttributeTest::text)).hasValue("old");
    }

    @Test
    void aNoteThatDoesNotFitLeavesTheOldOne() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        ExtendedAttribute attribute = attributeOf(world.openPages(1));
        attribute.write(bytes("old"));
        world.files.behaviour().attributeLimit(5);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> attribute.write(bytes("longer")))
                .satisfies(e -> assertThat(e.errorName()).contains("ENOSPC"));
        assertThat(attribute.read().map(AttributeTest::text)).hasValue("old");
        world.files.behaviour().readOnly(true);
        assertThatIOException().isThrownBy(() -> attribute.write(bytes("new")));
        assertThatIOException().isThrownBy(attribute::remove);
        assertThat(attribute.read().map(AttributeTest::text)).hasValue("old");
    }

    @Test
    void aFileSystemMayHaveNoNotesAndNoOwners() throws Exception {
        MemoryFixture world =
                new MemoryFixture(
                        Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE)
                                .without(Ability.OWNERS));
        EngineFile file = world.openPages(1);
        assertThat(file.extendedAttribute()).isEmpty();
        assertThat(file.status()).isEqualTo(FileStatus.unknown(file.identity(), file.size()));
        assertThat(file.status().groupMayWrite()).isTrue();
        assertThat(file.status().othersMayWrite()).isTrue();
        assertThat(world.files.engine().userId()).isEmpty();
    }

    @Test
    void filesBelongToWhoeverMakesThem() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        world.files.behaviour().userId("1001");
        EngineFile made = world.create(NEW);
        assertThat(world.files.engine().userId()).hasValue("1001");
        assertThat(made.status().ownerId()).hasValue("1001");
        assertThat(file.status().ownerId()).hasValue("1000");
        world.files.administrator().chown(FILE, "0", "50");
        world.files.administrator().chmod(FILE, 0664);
        world.files.administrator().setAttribute(FILE, Optional.of(bytes("theirs")));
        world.files.cutPower(new Random(1));
        FileStatus after = world.open(FILE).status();
        assertThat(after.ownerId()).hasValue("0");
        assertThat(after.groupId()).hasValue("50");
        assertThat(after.permissions()).hasValue(0664);
        assertThat(found(world, FILE)).isEqualTo("theirs");
    }
}
