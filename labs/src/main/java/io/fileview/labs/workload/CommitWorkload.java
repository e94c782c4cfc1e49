package io.fileview.labs.workload;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Transactions, each of which fills some scattered pages of a file with its number and commits.
 * Between them are rollbacks, checkpoints, and closings of the file. After a power cut the file must
 * be as one transaction left it: the last one that was reported committed, or the one after it.
 */
final class CommitWorkload implements Workload {
    private static final int PAGE = 4096;
    private static final int PAGES = 1024;
    private static final int USUAL_PAGES = 24;
    private static final int MANY_PAGES = 200;
    private static final String FILE = "pages";

    @Override
    public String title() {
        return "commit";
    }

    @Override
    public String unflushedTitle() {
        return "pages flushed one by one";
    }

    @Override
    public int rounds() {
        return 100;
    }

    @Override
    public boolean needsSpace() {
        return true;
    }

    /** Returns the pages of a transaction. */
    private static int[] pages(long number, long seed) {
        SplittableRandom random = new SplittableRandom(Mix.of(seed, number, 0));
        int most = number % 10 == 0 ? MANY_PAGES : USUAL_PAGES;
        return random.ints(random.nextInt(1, most + 1), 0, PAGES).distinct().toArray();
    }

    @Override
    public void run(Run run) throws IOException {
        Path file = run.directory().resolve(FILE);
        if (run.earlier(0) == 0 && !create(run, file)) {
            return;
        }
        long number = run.earlier(0) + 1;
        long end = run.earlier(0) + run.rounds() + 1;
        while (number < end) {
            number = commitSome(run, file, number, end);
        }
    }

    /** Returns whether transactions are to follow. */
    private static boolean create(Run run, Path file) throws IOException {
        if (run.resumed() && isComplete(file)) {
            return true; // The transaction after the last one reported may be in it.
        }
        Files.deleteIfExists(file);
        MappingBuilder builder =
                FileMapping.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size((long) PAGES * PAGE);
        FileMapping[] created = new FileMapping[1];
        run.failures().retry(() -> created[0] = builder.open());
        try (FileMapping mapping = created[0];
                View view = mapping.map()) {
            run.failures().retry(() -> view.flush(Durability.DEVICE));
            if (!run.flushed()) {
                flushPageByPage(run, view);
            }
        }
        return run.flushed();
    }

    private static boolean isComplete(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) >= (long) PAGES * PAGE;
    }

    /** What a program does without commits, and why that is not enough. */
    private static void flushPageByPage(Run run, View view) throws IOException {
        for (long number = 1; number <= run.rounds() / 4; number++) {
            for (int page : pages(number, run.seed())) {
                write(view, number, new int[] {page}, 0);
                view.flush((long) page * PAGE, PAGE, Durability.DEVICE);
            }
            run.marks().mark(0, number);
        }
    }

    /** Opens the file, runs some transactions, and closes it. Returns the next transaction. */
    private static long commitSome(Run run, Path file, long first, long most)
            throws IOException {
        SplittableRandom random = new SplittableRandom(Mix.of(run.seed(), first, 1));
        long end = Math.min(most, first + random.nextInt(10, 40));
        CommitMapping[] opened = new CommitMapping[1];
        run.failures().retry(() -> opened[0] = CommitMapping.open(file));
        CommitMapping mapping = opened[0];
        try (View whole = mapping.map();
                View back = mapping.map(PAGES / 2L * PAGE - 72, PAGES / 2L * PAGE + 72)) {
            for (long number = first; number < end; number++) {
                if (random.nextInt(7) == 0) {
                    write(whole, -number, pages(number + 1, run.seed()), 0);
                    run.failures().retry(mapping::rollback);
                }
                commitOne(run, mapping, number, whole, back, random.nextBoolean());
                run.marks().mark(0, number);
                if (random.nextInt(11) == 0) {
                    run.failures().retry(mapping::checkpoint);
                }
            }
        } finally {
            run.failures().retry(mapping::close);
        }
        return end;
    }

    /** A commit that fails is tried again as it is, or rolled back and written anew. */
    private static void commitOne(
            Run run, CommitMapping mapping, long number, View whole, View back, boolean anew)
            throws IOException {
        int[] pages = pages(number, run.seed());
        writeBoth(whole, back, number, pages);
        run.failures()
                .retry(
                        () -> {
                            try {
                                mapping.commit();
                            } catch (IOException e) {
                                if (anew) {
                                    mapping.rollback();
                                    writeBoth(whole, back, number, pages);
                                }
                                throw e;
                            }
                        });
    }

    private static void writeBoth(View whole, View back, long number, int[] pages) {
        write(whole, number, pages, 0);
        write(back, number, pages, PAGES / 2);
    }

    /** Fills those of the pages with a number that come after the first one given. */
    private static void write(View view, long number, int[] pages, int first) {
        for (int page : pages) {
            if (page >= first) {
                long start = (long) page * PAGE - view.offset();
                for (int at = 0; at < PAGE; at += Long.BYTES) {
                    view.segment().set(JAVA_LONG_UNALIGNED, start + at, number);
                }
            }
        }
    }

    @Override
    public Recovery recover(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!isComplete(file)) {
            return Recovery.NOT_NEEDED;
        }
        byte[] before = Files.readAllBytes(file);
        CommitMapping.open(file).close();
        return Arrays.equals(before, Files.readAllBytes(file))
                ? Recovery.NOT_NEEDED
                : Recovery.REPLAYED;
    }

    @Override
    public Verdict check(Path directory, Map<Integer, Long> marks, long seed)
            throws IOException {
        Verdict.Tally tally = new Verdict.Tally();
        long mark = marks.getOrDefault(0, 0L);
        Path file = directory.resolve(FILE);
        if (!isComplete(file)) {
            if (mark > 0) {
                tally.lost("the file does not exist, or is too short");
            }
            return tally.verdict();
        }
        byte[] before = Files.readAllBytes(file);
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            checkState(view.segment().asByteBuffer(), mark, seed, tally);
        }
        byte[] after = Files.readAllBytes(file);
        if (!Arrays.equals(before, after)) {
            tally.replayed();
        }
        // What is in the file itself, now that there is no journal any more.
        checkState(ByteBuffer.wrap(after), mark, seed, tally);
        return tally.verdict();
    }

    private static void checkState(
            ByteBuffer bytes, long mark, long seed, Verdict.Tally tally) {
        ByteBuffer content = bytes.order(ByteOrder.nativeOrder());
        long state = 0;
        for (int page = 0; page < PAGES; page++) {
            state = Math.max(state, content.getLong(page * PAGE));
        }
        if (state > mark + 1) {
            tally.broken("transaction " + state + " is there, which began after the power cut");
            return;
        }
        if (state < mark) {
            tally.lost("transaction " + mark + " is missing, the last one is " + state);
        } else if (mark > 0) {
            tally.present();
        }
        long[] expected = new long[PAGES];
        for (long number = 1; number <= state; number++) {
            for (int page : pages(number, seed)) {
                expected[page] = number;
            }
        }
        for (int at = 0; at < PAGES * PAGE; at += Long.BYTES) {
            if (content.getLong(at) != expected[at / PAGE]) {
                tally.broken(
                        "byte " + at + " of the file belongs to transaction " + content.getLong(at)
                                + " instead of " + expected[at / PAGE] + ", although transaction "
                                + state + " is there");
                return;
            }
        }
    }
}
