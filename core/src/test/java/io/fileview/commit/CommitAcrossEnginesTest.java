package io.fileview.commit;

import static io.fileview.testing.EngineUnderTest.NATIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A commit file has one writer through all engines, class loaders and processes. */
@Tag("linux-only") // needs both engines, whichever is under test
@NeedsKernel("opens one file of a disk through two engines, and in another process")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CommitAcrossEnginesTest {
    private static final int SIZE = 20_000;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Sample.file(directory, SIZE);
    }

    private static String named(String engine) {
        return engine.equals("native") ? NATIVE : engine;
    }

    private static CommitMapping open(String engine, Path file) throws IOException {
        return CommitMapping.builder(file)
                .engine(named(engine))
                .lockTimeout(Duration.ofMillis(200))
                .open();
    }

    /** Opens the file as a writer or a reader, says what came of it, and waits to be told to end. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[2]);
            try (AutoCloseable user =
                    args[0].equals("writer")
                            ? open(args[1], file)
                            : CommitReader.open(file, named(args[1]))) {
                if (user instanceof CommitReader reader) {
                    reader.readLock();
                }
                System.out.println("admitted");
                if (args.length > 3) {
                    System.in.read();
                }
            } catch (CommitInUseException refused) {
                System.out.println("refused: " + refused.getMessage());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void commit(CommitMapping commits, int value) throws IOException {
        try (View view = commits.map()) {
            view.guarded().setByte(0, (byte) value);
            commits.commit();
        }
    }

    @ParameterizedTest
    @CsvSource({"native, native", "native, portable", "portable, native", "portable, portable"})
    void aWriterInAnotherProcessIsRefused(String mine, String its) throws Exception {
        try (CommitMapping commits = open(mine, file)) {
            commit(commits, 1);
            assertThat(ChildJvm.of(Other.class, "writer", its, file).run()).contains("refused");
            commit(commits, 2);
        }
        assertThat(ChildJvm.of(Other.class, "writer", its, file).run()).contains("admitted");
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource({"native, native", "native, portable", "portable, native", "portable, portable"})
    void aReaderInAnotherProcessKeepsCommitsOut(String mine, String its) throws Exception {
        try (CommitMapping commits = open(mine, file)) {
            commit(commits, 1);
            try (ChildJvm.Talk reader =
                    ChildJvm.of(Other.class, "reader", its, file, "stay").start()) {
                reader.await("admitted");
                assertThatExceptionOfType(CommitFailedException.class)
                        .isThrownBy(() -> commit(commits, 2))
                        .withMessageContaining("a reader")
                        .satisfies(
                                failure -> assertThat(failure.outcome())
                                        .isEqualTo(Outcome.COMMITTED_NOT_APPLIED));
                assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 1);
                reader.say("end");
            }
            commits.commit();
            assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 2);
        }
    }

    @Test
    void anotherEngineOfTheSameProcessIsRefused() throws IOException {
        try (CommitMapping commits = open("portable", file)) {
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> open(NATIVE, file))
                    .withMessageContaining("through another engine");
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> CommitReader.open(file, NATIVE));
            commit(commits, 1);
        }
        try (CommitMapping commits = open(NATIVE, file)) {
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> open("portable", file));
            commit(commits, 2);
        }
    }

    /** As a web server loads a library once for each application. */
    @Test
    void anotherCopyOfTheLibraryInTheSameProcessIsRefused() throws Exception {
        URL[] classes = {
            ChildJvm.mainClasses().toUri().toURL(), ChildJvm.testClasses().toUri().toURL()
        };
        try (CommitMapping commits = open("portable", file);
                URLClassLoader other =
                        new URLClassLoader(classes, null)) {
            Class<?> mapping = other.loadClass("io.fileview.commit.CommitMapping");
            assertThat(mapping).isNotEqualTo(CommitMapping.class);
            Object builder = mapping.getMethod("builder", Path.class).invoke(null, file);
            builder.getClass().getMethod("engine", String.class).invoke(builder, "portable");
            assertThatExceptionOfType(java.lang.reflect.InvocationTargetException.class)
                    .isThrownBy(() -> builder.getClass().getMethod("open").invoke(builder))
                    .satisfies(
                            e -> assertThat(e.getCause())
                                    .hasMessageContaining("another copy of this library"));
            commit(commits, 1);
        }
    }

    /** Closing any descriptor of a file releases the locks that its process has by the JDK. */
    @Test
    void aWriterThatLostItsLockIsToldBeforeItCommits() throws IOException {
        try (CommitMapping commits = open("portable", file)) {
            commit(commits, 1);
            Path lock = directory.resolve(file.getFileName() + ".fileview-lock");
            FileChannel.open(lock, StandardOpenOption.READ).close();
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(() -> commit(commits, 2))
                    .withMessageContaining("another writer may have been admitted")
                    .satisfies(
                            failure -> assertThat(failure.outcome())
                                    .isEqualTo(Outcome.NOT_COMMITTED));
        }
        assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 1);
    }
}
