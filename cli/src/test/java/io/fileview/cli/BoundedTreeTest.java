package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "is used on Linux alone")
class BoundedTreeTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    @TempDir
    Path dir;

    private final Set<Path> silent = new HashSet<>();
    private final List<Path> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> soFar = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(dir.resolve("a/deep"));
        Files.createDirectories(dir.resolve("dead/below"));
        Files.createDirectories(dir.resolve("mute"));
        for (String file : new String[] {"1", "a/2", "a/deep/3", "dead/4", "dead/below/5",
            "mute/6"}) {
            Files.createFile(dir.resolve(file));
        }
    }

    @AfterEach
    void letGo() {
        never.countDown();
    }

    /** Never answers about the entry {@code dead}, nor what is in {@code mute}. */
    private BoundedTree look(boolean isServerDown) {
        BoundedTree.Source files = BoundedTree.fileSystems();
        BoundedTree.Source source = new BoundedTree.Source() {
            @Override
            public void list(Path directory, Consumer<Path> entries) throws IOException {
                answer(directory, "mute");
                files.list(directory, entries);
            }

            @Override
            public FileEntry entry(Path path) throws IOException {
                answer(path, "dead");
                return files.entry(path);
            }

            private void answer(Path path, String mute) {
                asked.add(path);
                if (isServerDown && path.endsWith(mute)) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        };
        return BoundedTree.of(source, dir, LIMIT, silent, soFar::add);
    }

    private List<String> names(BoundedTree tree) {
        return tree.files().stream()
                .map(file -> dir.relativize(file.links().get(0)).toString())
                .toList();
    }

    @Test
    void allFilesAreFound() {
        BoundedTree tree = look(false);
        assertThat(names(tree))
                .containsExactlyInAnyOrder(
                        "1", "a/2", "a/deep/3", "dead/4", "dead/below/5", "mute/6");
        assertThat(tree.problems()).isEmpty();
        assertThat(soFar).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void whatDoesNotAnswerIsLeftOutAndNotAskedAgain() {
        for (int look = 0; look < 2; look++) {
            asked.clear();
            BoundedTree tree = look(true);
            assertThat(names(tree)).containsExactlyInAnyOrder("1", "a/2", "a/deep/3");
            assertThat(tree.problems())
                    .extracting(ErrorSentence::of)
                    .containsExactlyInAnyOrder(
                            dir.resolve("dead")
                                    + ": did not answer in time, and is left out with what is below it",
                            dir.resolve("mute")
                                    + ": did not answer in time, and is left out with what is below it");
        }
        assertThat(asked).doesNotContain(dir.resolve("dead"));
        assertThat(silent).containsExactlyInAnyOrder(dir.resolve("dead"), dir.resolve("mute"));
    }

    @Test
    void aFileWithSeveralNamesIsFoundOnce() throws IOException {
        Files.createLink(dir.resolve("again"), dir.resolve("a/2"));
        assertThat(look(false).files()).hasSize(6);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Files.createSymbolicLink(dir.resolve("loop"), dir);
        assertThat(look(false).files()).hasSize(6);
    }

    @Test
    void whatCannotBeReadIsAProblem() {
        BoundedTree tree =
                BoundedTree.of(
                        BoundedTree.fileSystems(), dir.resolve("1"), LIMIT, silent, soFar::add);
        assertThat(tree.files()).isEmpty();
        assertThat(tree.problems()).hasSize(1);
    }

    @Test
    void whatWasReadBeforeADirectoryFailedIsFound() {
        BoundedTree.Source files = BoundedTree.fileSystems();
        BoundedTree.Source failsHalfWay = new BoundedTree.Source() {
            @Override
            public void list(Path directory, Consumer<Path> entries) throws IOException {
                entries.accept(dir.resolve("1"));
                entries.accept(dir.resolve("a/2"));
                throw new FileSystemException(directory.toString(), null, "half of it is gone");
            }

            @Override
            public FileEntry entry(Path path) throws IOException {
                return files.entry(path);
            }
        };
        BoundedTree tree = BoundedTree.of(failsHalfWay, dir, LIMIT, silent, soFar::add);
        assertThat(names(tree)).containsExactly("1", "a/2");
        assertThat(tree.problems()).extracting(ErrorSentence::of)
                .containsExactly(dir + ": half of it is gone");
    }
}
