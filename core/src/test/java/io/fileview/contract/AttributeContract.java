package io.fileview.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Extended attributes do as {@link ExtendedAttribute} says. */
public interface AttributeContract extends EngineWorld {
    private static ExtendedAttribute attributeOf(EngineFile file) {
        ExtendedAttribute attribute = file.extendedAttribute().orElse(null);
        Assumptions.assumeTrue(
                attribute != null, "needs a file system that stores extended attributes");
        return attribute;
    }

    @Test
    default void aNoteIsReadAsItWasWritten() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            ExtendedAttribute attribute = attributeOf(file);
            assertThat(file.extendedAttribute()).containsSame(attribute);
            assertThat(attribute.read()).isEmpty();
            for (int size : new int[] {1, 100, 0, ExtendedAttribute.MAX_SIZE, 7}) {
                attribute.write(sample(size));
                assertThat(attribute.read()).hasValue(sample(size));
            }
            file.flush();
            file.flushMetadata();
            assertThat(attribute.read()).hasValue(sample(7));
        }
        assertThat(outside().read("file")).isEqualTo(sample(100));
    }

    @Test
    default void aNoteThatIsTooLongIsNotWritten() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            ExtendedAttribute attribute = attributeOf(file);
            attribute.write(sample(3));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> attribute.write(sample(ExtendedAttribute.MAX_SIZE + 1)))
                    .withMessageContaining("1025")
                    .withMessageContaining("1024");
            assertThat(attribute.read()).hasValue(sample(3));
        }
    }

    @Test
    default void aNoteCanBeRemovedAgainAndAgain() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            ExtendedAttribute attribute = attributeOf(file);
            attribute.remove();
            attribute.write(sample(30));
            attribute.remove();
            assertThat(attribute.read()).isEmpty();
            attribute.remove();
            file.flushMetadata();
            assertThat(attribute.read()).isEmpty();
        }
    }

    @Test
    default void everyNameAndOpeningLeadsToTheNote() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            attributeOf(file).write(sample(30));
        }
        outside().link("second", "file");
        outside().symlink("link", "file");
        outside().rename("file", "renamed");
        outside().write("file", sample(100));
        outside().write("renamed", sample(200));
        try (EngineFile second = open("second", Protection.READ_ONLY);
                EngineFile renamed = open("renamed", Protection.READ_WRITE);
                EngineFile other = open("file", Protection.READ_ONLY)) {
            assertThat(attributeOf(second).read()).hasValue(sample(30));
            assertThat(attributeOf(other).read()).isEmpty();
            attributeOf(renamed).write(sample(31));
            assertThat(attributeOf(second).read()).hasValue(sample(31));
            attributeOf(renamed).remove();
            assertThat(attributeOf(second).read()).isEmpty();
        }
    }

    @Test
    default void aCopyOfEverythingHasTheNoteAndAnotherHasNone() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            attributeOf(file).write(sample(30));
        }
        outside().copyAll("file", "copy");
        outside().write("plain", outside().read("file"));
        try (EngineFile copy = open("copy", Protection.READ_WRITE);
                EngineFile plain = open("plain", Protection.READ_ONLY);
                EngineFile file = open("file", Protection.READ_ONLY)) {
            assertThat(attributeOf(copy).read()).hasValue(sample(30));
            assertThat(attributeOf(plain).read()).isEmpty();
            attributeOf(copy).remove();
            assertThat(attributeOf(file).read()).hasValue(sample(30));
        }
    }

    @Test
    default void aFileThatIsOpenForReadingKeepsItsNote() throws Exception {
        try (EngineFile file = openSample("file", 100);
                EngineFile reader = open("file", Protection.READ_ONLY);
                EngineFile copy = open("file", Protection.COPY_ON_WRITE)) {
            attributeOf(file).write(sample(30));
            for (EngineFile readOnly : new EngineFile[] {reader, copy}) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> attributeOf(readOnly).write(sample(31)));
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> attributeOf(readOnly).remove());
                assertThat(attributeOf(readOnly).read()).hasValue(sample(30));
            }
        }
    }

    @Test
    default void aNewFileHasNoNoteAndCanGetOne() throws Exception {
        try (EngineFile file = open("new", Creation.CREATE_NEW)) {
            ExtendedAttribute attribute = attributeOf(file);
            assertThat(attribute.read()).isEmpty();
            attribute.write(sample(30));
            file.flushMetadata();
        }
        try (EngineFile again = open("new", Protection.READ_ONLY)) {
            assertThat(attributeOf(again).read()).hasValue(sample(30));
        }
    }

    @Test
    default void aNoteIsAccessedInSpiteOfAnInterrupt() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            ExtendedAttribute attribute = attributeOf(file);
            Thread.currentThread().interrupt();
            attribute.write(sample(30));
            byte[] read = attribute.read().orElseThrow();
            attribute.remove();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(read).isEqualTo(sample(30));
            assertThat(attribute.read()).isEmpty();
        } finally {
            Thread.interrupted();
        }
    }

    /** An engine may refuse to touch the note meanwhile, but must not lose the lock. */
    @Test
    default void aLockOutlivesAccessToTheNote() throws Exception {
        try (EngineFile file = openSample("file", 100);
                EngineFile other = open("file", Protection.READ_WRITE)) {
            ExtendedAttribute attribute = attributeOf(file);
            assertThat(file.lock(1L << 40, false, Duration.ZERO)).isTrue();
            try {
                attribute.write(sample(30));
                attribute.read();
                attribute.remove();
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("lock");
            }
            assertThat(outside().isLocked("file", 1L << 40)).isTrue();
            assertThat(other.lock(1L << 40, false, Duration.ZERO)).isFalse();
            file.unlock(1L << 40);
            attribute.write(sample(31));
            assertThat(attribute.read()).hasValue(sample(31));
        }
    }

    @Test
    default void memoryHasNoNote() throws Exception {
        try (EngineFile memory = engine().openMemory()) {
            assertThat(memory.extendedAttribute()).isEmpty();
        }
    }
}
