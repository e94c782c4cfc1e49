package io.fileview.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.spi.EntryDurability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A file system that cannot flush a directory is told of once, and then lived with. */
class EntryDurabilityTest {
    private static final Path NEW = MemoryFixture.DIRECTORY.resolve("new");

    /** Held, because a logger that nobody holds loses its handlers. */
    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord report) {
                    warnings.add(report.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private MemoryFixture world;

    @BeforeEach
    void listen() throws IOException {
        world = new MemoryFixture(io.fileview.memory.Mode.SEGMENT);
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        System.clearProperty(EntryDurability.REQUIRED);
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private FileMapping create(Path path) throws IOException {
        return FileMapping.builder(path)
                .engine(world.files.engine())
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(MemoryFixture.PAGE)
                .open();
    }

    private void fail(OsError error) {
        world.files.faults().plan(Faults.each(Operation.FLUSH_DIRECTORY, Fault.error(error)));
    }

    @ParameterizedTest
    @EnumSource(names = {"EINVAL", "ENOSYS", "EBADF", "EOPNOTSUPP"})
    void aNewFileIsFlushedAndTheFileSystemToldOfOnce(OsError error) throws IOException {
        fail(error);
        try (FileMapping first = create(NEW);
                FileMapping second = create(NEW.resolveSibling("second"));
                View view = first.map()) {
            view.guarded().setByte(0, (byte) 7);
            view.flush(Durability.DEVICE);
            first.flush(Durability.DEVICE);
            second.flush(Durability.DEVICE);
            world.directory().flush();
            assertThat(first.pending()).isEmpty();
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst())
                .contains(
                        NEW.toString(),
                        error.name(),
                        world.files.toString(),
                        "cannot be flushed",
                        EntryDurability.REQUIRED);
    }

    @Test
    void eachFileSystemIsToldOf() throws IOException {
        for (int i = 0; i < 2; i++) {
            world = new MemoryFixture(io.fileview.memory.Mode.SEGMENT);
            fail(OsError.EINVAL);
            world.directory().flush();
        }
        assertThat(warnings).hasSize(2);
    }

    @Test
    void whereItIsDemandedTheFlushFailsAndNothingIsPending() throws IOException {
        System.setProperty(EntryDurability.REQUIRED, "true");
        fail(OsError.EINVAL);
        try (FileMapping mapping = create(NEW)) {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(MappingException.class)
                        .isThrownBy(() -> mapping.flush(Durability.DEVICE))
                        .isNotInstanceOf(FlushFailedException.class)
                        .withMessageContainingAll(NEW.toString(), "EINVAL", "unset the property");
            }
            assertThat(mapping.pending()).isEmpty();
            assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY)).isEmpty();
            world.files.faults().none();
            mapping.flush(Durability.DEVICE);
            assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY))
                    .containsExactly("new");
        }
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"EINVAL", "ENOSYS", "EBADF", "EOPNOTSUPP"})
    void anyOtherErrorIsAFailure(OsError error) throws IOException {
        fail(error);
        try (FileMapping mapping = create(NEW)) {
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> mapping.flush(Durability.DEVICE))
                    .withMessageContaining(error.name());
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> world.directory().flush());
            world.files.faults().none();
            mapping.flush(Durability.DEVICE);
            assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY))
                    .containsExactly("new");
        }
        assertThat(warnings).isEmpty();
    }
}
