package io.fileview.repair;

import static io.fileview.repair.FlushWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Mode;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Each call of the life of a file that is written and flushed fails, in each way: a flush that
 * reports success has made durable what it should, and what no flush has made durable can be
 * flushed in the end (F1 to F5, D1 to D5).
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushFaultsTest {
    private static final long SEED = 12;
    private static final int PAGES = 6;
    private static final List<OsError> ERRORS =
            List.of(
                    OsError.EIO, OsError.ENOSPC, OsError.ESTALE, OsError.EINTR, OsError.EACCES,
                    OsError.EROFS);

    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private int runs;
    private int failures;

    /** Each run that leaves something pending would be a warning. */
    @BeforeAll
    static void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOGGER.setLevel(null);
    }

    /** The life of a file, and what its pages are to be. */
    private static final class Life {
        private final FlushWorld world;
        private final byte[] expected = new byte[PAGES];
        private FileMapping mapping;
        private FileMapping second;
        private View view;
        private boolean failed;

        Life(Options options, boolean loses) throws IOException {
            world = new FlushWorld(PAGES - 2, options);
            world.system.behaviour().losesFailedFirstWrites(loses);
            Arrays.fill(expected, 0, PAGES - 2, (byte) 'a');
        }

        void run() throws IOException {
            open();
            write(1, 'b');
            flush(1, Durability.DEVICE);
            write(2, 'c');
            write(3, 'd');
            flush(2, Durability.WRITTEN);
            flush(-1, Durability.DEVICE);
            reopenSecond();
            grow();
            write(5, 'e');
            background();
            flush(5, Durability.DEVICE);
            write(4, 'f');
            write(1, 'g');
            flush(0, Durability.SCHEDULED);
            flush(-1, Durability.DEVICE);
            write(0, 'h');
            close();
        }

        private void open() {
            for (int attempt = 0; attempt < 2 && view == null; attempt++) {
                try {
                    if (mapping == null) {
                        mapping = world.open();
                    }
                    view = mapping.map();
                } catch (IOException e) {
                    failed = true;
                }
            }
        }

        private void reopenSecond() {
            try {
                second = world.open();
            } catch (IOException e) {
                failed = true;
            }
        }

        private void grow() {
            for (int attempt = 0; attempt < 2 && view != null && view.length() < PAGES * PAGE;
                    attempt++) {
                try {
                    mapping.grow(PAGES * PAGE);
                    view.remap(PAGES * PAGE);
                } catch (IOException e) {
                    failed = true;
                    if (!view.isMapped()) {
                        view = null;
                        open();
                    }
                }
            }
        }

        private void write(int page, int value) {
            if (view == null || (long) page * PAGE >= view.length()) {
                return;
            }
            try {
                FlushWorld.fill(view, page, value);
                expected[page] = (byte) value;
            } catch (IOException refused) { // where pages are held in software
                failed = true;
                expected[page] = -1; // anything
            }
        }

        private void background() throws IOException {
            world.system.disk().writeBack(FlushWorld.FILE);
        }

        /** Flushes one page, or (-1) the file; after a success it has to be durable. */
        private void flush(int page, Durability level) throws IOException {
            if (view == null) {
                return;
            }
            try {
                if (page < 0) {
                    mapping.flush(level);
                } else if ((long) page * PAGE < view.length()) {
                    view.flush((long) page * PAGE, PAGE, level);
                }
            } catch (IOException e) {
                failed = true;
                return;
            }
            if (level == Durability.DEVICE) {
                assertDurable(page);
            }
        }

        private void assertDurable(int which) throws IOException {
            byte[] durable = world.system.disk().readDurable(FlushWorld.FILE);
            long size = which < 0 ? view.length() : Math.min(view.length(), (which + 1L) * PAGE);
            assertThat((long) durable.length).isGreaterThanOrEqualTo(size);
            for (int page = Math.max(0, which); page < (which < 0 ? PAGES : which + 1); page++) {
                if ((long) page * PAGE < view.length() && expected[page] != -1) {
                    assertThat(durable[page * PAGE]).as("page %d", page).isEqualTo(expected[page]);
                }
            }
        }

        private void close() {
            if (view != null) {
                try {
                    view.close();
                } catch (java.io.UncheckedIOException e) {
                    failed = true;
                }
                view = null;
            }
            if (second != null) {
                second.close();
                second = null;
            }
            if (mapping != null) {
                mapping.close();
                mapping = null;
            }
        }

        /** Opens the file again: memory has all of it, and it can be made durable. */
        void end() throws IOException {
            open();
            boolean[] memory = new boolean[PAGES];
            for (int page = 0; (long) page * PAGE < view.length(); page++) {
                memory[page] = true;
                if (expected[page] != -1) {
                    assertThat(view.guarded().getByte((long) page * PAGE))
                            .as("page %d in memory", page).isEqualTo(expected[page]);
                }
            }
            mapping.trustMemory();
            mapping.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
            assertDurable(-1);
            close();
        }
    }

    private static long calls(Options options) throws IOException {
        Life life = new Life(options, false);
        life.world.watch();
        life.run();
        assertThat(life.failed).isFalse();
        long calls = life.world.system.faults().count();
        life.end();
        return calls;
    }

    private void tryOut(Options options, boolean loses, Faults.Plan plan, String what)
            throws IOException {
        Life life = new Life(options, loses);
        life.world.system.faults().plan(plan);
        try {
            life.run();
            failures += life.failed ? 1 : 0;
            life.world.system.faults().none();
            life.close();
            life.end();
        } catch (AssertionError | IOException e) {
            throw new AssertionError(what, e);
        }
        runs++;
    }

    @Test
    void eachCallFailsOnce() throws IOException {
        List<Fault> faults =
                List.of(Fault.error(OsError.EIO), Fault.errorAfterwards(OsError.EIO));
        for (Mode mode : Mode.values()) {
            Options options = Options.DEFAULT.mode(mode);
            long calls = calls(options);
            for (boolean loses : new boolean[] {false, true}) {
                for (int fault = 0; fault < faults.size(); fault++) {
                    for (long at = 0; at < calls; at++) {
                        tryOut(
                                options, loses, Faults.at(at, faults.get(fault)),
                                "call " + at + ", fault " + fault + ", " + mode + ", loses "
                                        + loses);
                    }
                }
            }
        }
        System.out.println("flushes: " + runs + " runs, " + failures + " with a failure");
        assertThat(failures).isGreaterThan(runs / 3);
    }

    @Test
    void eachCallFailsWithEachErrorOnceOrFromThenOn() throws IOException {
        for (Mode mode : Mode.values()) {
            Options options = Options.DEFAULT.mode(mode);
            long calls = calls(options);
            for (OsError error : ERRORS) {
                for (Fault fault : List.of(Fault.error(error), Fault.errorAfterwards(error))) {
                    for (long at = 0; at < calls; at++) {
                        String what = "call " + at + ", " + error + ", " + mode;
                        tryOut(options, at % 2 == 0, Faults.at(at, fault), what);
                        tryOut(options, at % 2 == 0, Faults.from(at, fault), what + " and later");
                    }
                }
            }
        }
        System.out.println("flushes: " + runs + " combinations, " + failures + " with a failure");
        assertThat(failures).isGreaterThan(runs / 3);
    }

    @Test
    void severalCallsFail() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int run = 0; run < 400; run++) {
            long seed = random.nextLong();
            SplittableRandom inRun = new SplittableRandom(seed);
            int oneIn = 3 + inRun.nextInt(20);
            boolean loses = inRun.nextBoolean();
            tryOut(
                    Options.DEFAULT,
                    loses,
                    call -> switch (call.operation()) {
                        case FLUSH, FLUSH_RANGE, DISK_WRITE, DISK_FLUSH, DIRTY_AGAIN,
                                LOOK_FOR_WRITE_ERROR, NOT_ON_DISK, TAKE_FRESH_BLOCKS,
                                FLUSH_METADATA ->
                            inRun.nextInt(oneIn) == 0 ? Fault.error(OsError.EIO) : Fault.NONE;
                        default -> Fault.NONE;
                    },
                    "run " + run + " with the seed " + seed);
        }
        System.out.println("flushes: " + runs + " runs of several faults, seed " + SEED + ", "
                + failures + " with a failure");
        assertThat(failures).isGreaterThan(300);
    }
}
