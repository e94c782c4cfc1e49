package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.memory.Fault;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each block of a journal in turn is rotten, and a journal is cut short at each block, after each
 * commit of several generations, between which it was emptied. What a crash can leave is recovered,
 * and what only damage can leave is never passed over, unless nobody can tell it from a crash.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JournalRotTest {
    private static final long SEED = 73;
    private static final int SIZE = 24 * PAGE;
    private static final long LIMIT = 64 << 10;

    /** How many commits each generation has; the journal grows in the first and the last. */
    private static final int[] GENERATIONS = {3, 1, 2, 5};

    /** What became of a damaged journal. */
    private enum Outcome {
        RECOVERED,
        NOTICED,
        LAST_COMMIT_DROPPED,
        NO_JOURNAL
    }

    /** A journal as a dead writer leaves it. */
    private final class Left {
        private final byte[] journal = world.bytes(JournalWorld.JOURNAL);
        private final byte[] file = world.bytes(JournalWorld.FILE);
        private final int commits = states.size() - 1;
        private final int records;
        private final long lastAt = JournalRotTest.this.lastAt;
        private final long end = JournalRotTest.this.end;
        private final long noted = JournalRotTest.this.noted;

        /** The number of commits that the journal holds. */
        Left(int records) throws IOException {
            this.records = records;
        }
    }

    private final Random random = new Random(SEED);
    private final Map<Outcome, Integer> outcomes = new LinkedHashMap<>();
    private final List<byte[]> states = new ArrayList<>();
    private JournalWorld world;
    private Journal journal;
    private long lastAt; // where the last record starts
    private long end; // where it ends
    private long noted; // the size of the journal before it

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private void makeWorld() throws IOException {
        if (world != null) {
            world.close();
        }
        world = new JournalWorld(SIZE);
        states.clear();
        states.add(world.state.clone());
    }

    /** Commits one or two pages, which differ from commit to commit. */
    private void commit() throws IOException {
        int number = states.size();
        List<ByteRange> ranges = new ArrayList<>();
        ranges.add(world.change((long) number % 8 * PAGE, PAGE, 'A' + number));
        if (number % 2 == 1) {
            ranges.add(world.change((8L + number) * PAGE + 17, 100, 'A' + number));
        }
        states.add(world.state.clone());
        noted = world.system.others().size(JournalWorld.JOURNAL);
        journal.append(world.source(), ranges, SIZE);
        lastAt = end;
        end += Journal.sizeOf(ranges);
    }

    private void checkpoint() throws IOException {
        journal.applyDurablyTo(world.data());
        journal.empty();
        lastAt = JournalHeader.RECORDS;
        end = lastAt;
        noted = world.system.others().size(JournalWorld.JOURNAL);
    }

    /** All states that a writer goes through, from the new journal to the last commit. */
    private List<Left> leaveAll() throws IOException {
        makeWorld();
        journal = world.create(LIMIT);
        end = JournalHeader.RECORDS;
        noted = world.system.others().size(JournalWorld.JOURNAL);
        List<Left> left = new ArrayList<>();
        left.add(new Left(0));
        for (int generation = 0; generation < GENERATIONS.length; generation++) {
            if (generation > 0) {
                checkpoint();
                left.add(new Left(0));
            }
            for (int i = 1; i <= GENERATIONS[generation]; i++) {
                commit();
                left.add(new Left(i));
            }
        }
        journal.abandon();
        return left;
    }

    private Outcome recover(Left left, byte[] damaged, String what) throws IOException {
        world.system.others().write(JournalWorld.JOURNAL, damaged);
        world.system.others().write(JournalWorld.FILE, left.file);
        Outcome outcome;
        try {
            world.recover(false);
            byte[] found = world.bytes(JournalWorld.FILE);
            if (Arrays.equals(found, states.get(left.commits))) {
                outcome = Outcome.RECOVERED;
            } else if (left.records == 1 || !Arrays.equals(found, left.file)) {
                assertThat(found).as("%s: the commit before the last", what)
                        .isEqualTo(states.get(left.commits - 1));
                outcome = Outcome.LAST_COMMIT_DROPPED;
            } else {
                outcome = Outcome.NO_JOURNAL;
            }
        } catch (MappingException refused) {
            assertThat(refused).as(what).hasMessageContaining("damaged");
            assertThat(world.bytes(JournalWorld.FILE)).as(what).isEqualTo(left.file);
            assertThat(world.bytes(JournalWorld.JOURNAL)).as(what).isEqualTo(damaged);
            outcome = Outcome.NOTICED;
        }
        outcomes.merge(outcome, 1, Integer::sum);
        return outcome;
    }

    @Test
    void onlyARottenLastCommitIsDropped() throws IOException {
        List<Left> all = leaveAll();
        for (int number = 0; number < all.size(); number++) {
            Left left = all.get(number);
            assertThat(recover(left, left.journal, "sound " + number))
                    .isEqualTo(Outcome.RECOVERED);
            for (int at = 0; at < left.journal.length; at += PAGE) {
                for (byte[] block : contents(left, all.subList(0, number), at)) {
                    byte[] damaged = left.journal.clone();
                    System.arraycopy(block, 0, damaged, at, PAGE);
                    String what = "state " + number + ", block at " + at;
                    Outcome outcome = recover(left, damaged, what);
                    // A journal without commits has one header; what it says now is nobody's.
                    boolean isForeign =
                            number == 0 && at == 0 && ByteBuffer.wrap(block).getLong(0) != 0;
                    assertThat(outcome).as(what)
                            .isEqualTo(
                                    isForeign
                                            ? Outcome.NOTICED
                                            : at < JournalHeader.RECORDS || at >= left.end
                                                    ? Outcome.RECOVERED
                                                    : at < left.lastAt
                                                            ? Outcome.NOTICED
                                                            : Outcome.LAST_COMMIT_DROPPED);
                }
            }
        }
        System.out.println("rotten blocks from the seed " + SEED + ": " + outcomes);
    }

    /** Zeros, random bytes, and what the block held before, unless it holds that now. */
    private List<byte[]> contents(Left left, List<Left> earlier, int at) {
        List<byte[]> contents = new ArrayList<>();
        byte[] noise = new byte[PAGE];
        random.nextBytes(noise);
        contents.add(noise);
        byte[] now = Arrays.copyOfRange(left.journal, at, at + PAGE);
        List<byte[]> old = new ArrayList<>(List.of(new byte[PAGE]));
        for (Left each : earlier) {
            if (at < each.journal.length) {
                old.add(Arrays.copyOfRange(each.journal, at, at + PAGE));
            }
        }
        for (byte[] each : old) {
            if (!Arrays.equals(each, now)
                    && contents.stream().noneMatch(known -> Arrays.equals(known, each))) {
                contents.add(each);
            }
        }
        return contents;
    }

    /**
     * Unless nothing of it is left, or the last commit had extended it, of which a crash leaves the
     * same.
     */
    @Test
    void aJournalThatWasCutShortIsNoticed() throws IOException {
        List<Left> all = leaveAll();
        for (int number = 0; number < all.size(); number++) {
            Left left = all.get(number);
            List<Integer> lengths = new ArrayList<>(List.of(1, 7, 8, 100, PAGE - 1, PAGE + 1));
            for (int length = 0; length < left.journal.length; length += PAGE) {
                lengths.add(length);
            }
            lengths.add(left.journal.length - 1);
            for (int length : lengths) {
                String what = "state " + number + ", cut to " + length;
                Outcome outcome = recover(left, Arrays.copyOf(left.journal, length), what);
                if (length >= left.noted) {
                    assertThat(outcome).as(what)
                            .isEqualTo(
                                    length >= left.end
                                            ? Outcome.RECOVERED
                                            : Outcome.LAST_COMMIT_DROPPED);
                } else if (length >= Long.BYTES) {
                    assertThat(outcome).as(what).isEqualTo(Outcome.NOTICED);
                }
            }
        }
        System.out.println("journals cut short: " + outcomes);
    }

    /** The newest header is gone, with its copy: an older one selects none of the records. */
    @Test
    void anOlderHeaderIsNotTakenForTheNewest() throws IOException {
        List<Left> all = leaveAll();
        int tried = 0;
        for (int number = 0; number < all.size(); number++) {
            Left left = all.get(number);
            for (Left earlier : all.subList(0, number)) {
                for (int whole = 0; whole <= JournalHeader.SLOTS; whole++) {
                    byte[] damaged = left.journal.clone();
                    System.arraycopy(
                            earlier.journal, 0, damaged, 0, (int) JournalHeader.RECORDS);
                    if (whole < JournalHeader.SLOTS) {
                        Arrays.fill(damaged, whole * PAGE, (whole + 1) * PAGE, (byte) 0);
                    }
                    assertThat(recover(left, damaged, "state " + number))
                            .isIn(Outcome.RECOVERED, Outcome.NOTICED);
                    tried++;
                }
            }
        }
        System.out.println(tried + " older headers: " + outcomes);
    }

    /** What a crash leaves is no damage, also after a failure that was made good. */
    @Test
    void whatAPowerCutLeavesIsRecovered() throws IOException {
        int cuts = 0;
        int failures = 0;
        for (int failing = -1; failing < 400; failing = failing < 0 ? 0 : failing + 1) {
            boolean failed = false;
            for (int cut = failing + 1;; cut += failing < 0 ? 1 : 1 + random.nextInt(12)) {
                makeWorld();
                int failsAt = failing;
                int cutAt = cut;
                Fault fault = failing % 2 == 0
                        ? Fault.errorHalfway(OsError.EIO)
                        : Fault.errorAfterwards(OsError.EIO);
                Random torn = new Random(SEED + 1000L * failing + cut);
                Fault power = Fault.before(call -> world.system.cutPower(torn));
                world.system.faults()
                        .plan(
                                call -> call.number() == failsAt
                                        ? fault
                                        : call.number() == cutAt ? power : Fault.NONE);
                int[] promised = new int[1];
                boolean ended = runThroughAFailure(promised);
                boolean reached = world.system.faults().count() > cutAt;
                failed |= failing >= 0 && world.system.faults().count() > failing;
                world.system.faults().none();
                if (!reached) {
                    world.system.cutPower(torn);
                }
                world.open();
                world.recover(false);
                byte[] found = world.bytes(JournalWorld.FILE);
                int newest = Math.min(states.size() - 1, promised[0] + 1);
                assertThat(states.subList(promised[0], newest + 1))
                        .as("failed at %d, cut at %d, ended %s", failing, cut, ended)
                        .anyMatch(state -> Arrays.equals(state, found));
                cuts++;
                if (!reached) {
                    break;
                }
            }
            if (failing >= 0 && !failed) {
                break;
            }
            failures += failed ? 1 : 0;
        }
        System.out.println(cuts + " power cuts, after " + failures + " failures or none");
        assertThat(failures).isGreaterThan(50);
    }

    /** All generations; a call that fails is repeated as a store does. */
    private boolean runThroughAFailure(int[] promised) {
        try {
            try {
                journal = world.create(LIMIT);
            } catch (IOException failure) {
                journal = world.create(LIMIT);
            }
            for (int generation = 0; generation < GENERATIONS.length; generation++) {
                if (generation > 0) {
                    checkpointAgain();
                }
                for (int i = 0; i < GENERATIONS[generation]; i++) {
                    byte[] before = world.state.clone();
                    try {
                        commit();
                    } catch (IOException failure) {
                        if (!journal.isSound()) {
                            checkpointAgain();
                        }
                        states.removeLast();
                        world.state = before;
                        commit();
                    }
                    promised[0]++;
                }
            }
            return true;
        } catch (IOException powerIsGone) {
            return false;
        } finally {
            if (journal != null) {
                journal.abandon();
            }
        }
    }

    private void checkpointAgain() throws IOException {
        try {
            checkpoint();
        } catch (IOException failure) {
            if (!journal.mayBeEmptyOnDisk()) {
                journal.applyDurablyTo(world.data());
            }
            journal.empty();
        }
    }
}
