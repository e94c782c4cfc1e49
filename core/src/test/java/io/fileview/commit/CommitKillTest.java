package io.fileview.commit;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed at any moment leaves a whole commit, which the next process finds. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@NeedsKernel("kills another process that uses the file")
class CommitKillTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int PAGES = 64;
    private static final int KILLS = 8;

    @TempDir
    Path directory;

    /** Writes the number of the commit to every page, and tells each that is done. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            try (CommitMapping commits =
                    Commits.builder(Path.of(args[0])).journalLimit(8L * PAGES * PAGE).open();
                    View view = commits.map()) {
                long number = bytesOf(view).getLong(0);
                while (true) {
                    number++;
                    for (int page = 0; page < PAGES; page++) {
                        bytesOf(view).setLong((long) page * PAGE, number);
                    }
                    commits.commit();
                    System.out.println("done " + number);
                }
            }
        }
    }

    /** Prints the number that all pages have, while nobody writes. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws IOException {
            try (CommitReader reader = Commits.reader(Path.of(args[0]));
                    View view = reader.map()) {
                reader.readLock();
                System.out.println("found " + numberOf(view) + ".");
            }
        }
    }

    static long numberOf(View view) {
        long number = bytesOf(view).getLong(0);
        for (int page = 1; page < PAGES; page++) {
            long other = bytesOf(view).getLong((long) page * PAGE);
            if (other != number) {
                throw new AssertionError(
                        "page 0 is of commit " + number + ", and page " + page + " of " + other);
            }
        }
        return number;
    }

    @Test
    void whatWasCommittedIsFoundAndNothingByHalves() throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[PAGES * PAGE]);
        SplittableRandom random = new SplittableRandom(Seed.of(CommitKillTest.class));
        long last = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long told = killedAfter(file, 20 + random.nextInt(150));
            assertThat(told).isGreaterThan(last);
            if (kill % 2 == 0) {
                assertThat(foundByAReader(file)).isIn(told, told + 1);
            }
            try (CommitMapping commits = Commits.open(file);
                    View view = commits.map()) {
                last = numberOf(view);
            }
            assertThat(last).isIn(told, told + 1);
            assertThat(file.resolveSibling("file.fileview-journal")).doesNotExist();
        }
    }

    /** Kills a writer that has told of so many commits, at no particular moment of the next one. */
    private static long killedAfter(Path file, int commits) throws Exception {
        Process writer = ChildJvm.of(Writer.class, file).process();
        long told = -1;
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(
                                writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < commits; i++) {
                String line = lineWithoutWarning(output);
                if (line == null || !line.startsWith("done ")) {
                    throw new AssertionError("the writer said: " + line);
                }
                told = number(line);
            }
            writer.toHandle().destroyForcibly(); // leaves what it has said to be read
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                told = line.startsWith("done ") ? number(line) : told;
            }
        } finally {
            writer.destroyForcibly().onExit().join();
        }
        return told;
    }

    /** The portable engine warns on Windows that it cannot flush directories, in two lines. */
    private static String lineWithoutWarning(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (line != null
                && (line.contains("EntryDurability") || line.contains("cannot be flushed"))) {
            line = output.readLine();
        }
        return line;
    }

    private static long number(String line) {
        return Long.parseLong(line.substring("done ".length()));
    }

    private static long foundByAReader(Path file) throws IOException {
        String output = ChildJvm.of(Reader.class, file).run();
        return Long.parseLong(output.replaceAll("(?s).*found (\\d+)\\..*", "$1"));
    }
}
