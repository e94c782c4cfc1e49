package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Each call of the life of a commit mapping fails, in each way, and the power is cut: no commit
 * that was reported as done is lost, none is there by half, and what an exception says of a commit
 * is true.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitFaultsTest {
    private static final long SEED = 9;

    private static final List<Fault> FAULTS =
            List.of(
                    Fault.error(OsError.EIO),
                    Fault.errorAfterwards(OsError.EIO),
                    Fault.errorHalfway(OsError.ENOSPC));

    private int runs;
    private int failed;

    private void report(String what) {
        System.out
                .println(what + ": " + runs + " runs, " + failed + " with a failure, seed " + SEED);
    }

    private static Faults.Plan plan(CommitScript script, long from, long to, Fault fault) {
        return call -> call.number() >= from && call.number() <= to && !isLeftOut(script, call)
                ? fault
                : Fault.NONE;
    }

    /** Growing is not tried with a range that is lost. */
    private static boolean isLeftOut(CommitScript script, Call call) {
        return script.isGrowingNow() && call.operation() == Operation.REMAP;
    }

    private static long calls(Options options) throws IOException {
        CommitWorld world = new CommitWorld(CommitScript.SIZE, options);
        CommitScript script = new CommitScript(world);
        script.run();
        assertThat(script.failure()).isNull();
        assertThat(script.mayBe(world.file())).isTrue();
        assertThat(world.journalIsThere()).isFalse();
        return world.system.faults().count();
    }

    private interface Check {
        boolean holds(byte[] file);
    }

    private void recoverAndCheck(CommitWorld world, long at, Check check) throws IOException {
        if (at % 2 == 1) { // A reader reads the same from the journal, and changes nothing.
            byte[] before = world.file();
            try (CommitReader reader = world.reader();
                    View view = reader.map();
                    CommitReader.ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                byte[] seen = CommitWorld.bytes(view);
                assertThat(check.holds(seen))
                        .as(
                                "read after call %d in %s; the file differs at %d",
                                at,
                                world.system.options().mode(),
                                java.util.Arrays.mismatch(seen, before))
                        .isTrue();
            }
            assertThat(world.file()).isEqualTo(before);
        }
        world.open().close();
        byte[] file = world.file();
        assertThat(check.holds(file))
                .as("call %d in %s", at, world.system.options().mode())
                .isTrue();
        assertThat(world.journalIsThere()).isFalse();
        runs++;
    }

    @Test
    void c1AFailureAndThenAPowerCutLeaveWhatTheExceptionSays() throws IOException {
        for (Mode mode : Mode.values()) {
            Options options = Options.DEFAULT.mode(mode);
            long calls = calls(options);
            for (Fault fault : FAULTS) {
                for (long at = 0; at < calls; at++) {
                    CommitWorld world = new CommitWorld(CommitScript.SIZE, options);
                    CommitScript script = new CommitScript(world).stoppingAtFailure();
                    world.system.faults().plan(plan(script, at, at, fault));
                    script.run();
                    failed += script.failure() == null ? 0 : 1;
                    world.system.faults().none();
                    world.system.cutPower(new Random(SEED + at));
                    script.abandon();
                    recoverAndCheck(world, at, script::mayBe);
                }
            }
        }
        report("a failure, then a power cut");
        assertThat(failed).isGreaterThan(runs / 2);
    }

    @Test
    void c5WorkGoesOnAfterAFailureAndThePowerCutComesLater() throws IOException {
        for (Mode mode : Mode.values()) {
            Options options = Options.DEFAULT.mode(mode);
            long calls = calls(options);
            for (Fault fault : FAULTS) {
                for (long at = 0; at < calls; at++) {
                    CommitWorld world = new CommitWorld(CommitScript.SIZE, options);
                    CommitScript script = new CommitScript(world);
                    world.system.faults().plan(plan(script, at, at, fault));
                    script.run();
                    failed += script.failure() == null ? 0 : 1;
                    world.system.faults().none();
                    world.system.cutPower(new Random(SEED + at));
                    script.abandon();
                    recoverAndCheck(world, at, script::mayBe);
                }
            }
        }
        report("a failure, more work, then a power cut");
        assertThat(failed).isGreaterThan(runs / 2);
    }

    @Test
    void c1FromSomeCallOnNothingWorks() throws IOException {
        long calls = calls(Options.DEFAULT);
        for (long at = 0; at < calls; at++) {
            CommitWorld world = new CommitWorld(CommitScript.SIZE);
            CommitScript script = new CommitScript(world);
            world.system.faults()
                    .plan(plan(script, at, Long.MAX_VALUE, FAULTS.get((int) (at % 2))));
            script.run();
            failed += script.failure() == null ? 0 : 1;
            world.system.faults().none();
            world.system.cutPower(new Random(SEED + at));
            script.abandon();
            recoverAndCheck(world, at, script::mayBe);
        }
        report("nothing works from some call on");
    }

    @Test
    void c1APowerCutAtEachCallLeavesTheLastCommitOrTheOneUnderWay() throws IOException {
        for (Mode mode : Mode.values()) {
            Options options = Options.DEFAULT.mode(mode);
            long calls = calls(options);
            for (int round = 0; round < 2; round++) {
                for (long at = 0; at < calls; at++) {
                    CommitWorld world = new CommitWorld(CommitScript.SIZE, options);
                    CommitScript script = new CommitScript(world).stoppingAtFailure();
                    Random random = new Random(SEED + 1000 * round + at);
                    world.system.faults()
                            .plan(
                                    Faults.at(
                                            at,
                                            Fault.before(call -> world.system.cutPower(random))));
                    script.run();
                    failed += script.failure() == null ? 0 : 1;
                    world.system.faults().none();
                    world.system.cutPower(random);
                    script.abandon();
                    recoverAndCheck(world, at, script::mayBeAfterDeath);
                }
            }
        }
        report("a power cut at each call");
    }

    /** The disk fails to take one page: the kernel calls it clean, and tells once. */
    @Test
    void c5APageThatTheDiskDoesNotTakeIsWrittenAgain() throws IOException {
        for (boolean loses : new boolean[] {false, true}) {
            long calls = calls(Options.DEFAULT);
            for (long at = 0; at < calls; at++) {
                CommitWorld world = new CommitWorld(CommitScript.SIZE);
                world.system.behaviour().losesFailedFirstWrites(loses);
                CommitScript script = new CommitScript(world);
                long from = at;
                boolean[] met = new boolean[1];
                world.system.faults()
                        .plan(
                                call -> {
                                    if (!met[0] && call.number() >= from
                                            && call.operation() == Operation.DISK_WRITE
                                            && !isLeftOut(script, call)) {
                                        met[0] = true;
                                        return Fault.error(OsError.EIO);
                                    }
                                    return Fault.NONE;
                                });
                script.run();
                failed += script.failure() == null ? 0 : 1;
                world.system.faults().none();
                world.system.cutPower(new Random(SEED + at));
                script.abandon();
                recoverAndCheck(world, at, script::mayBe);
            }
        }
        report("a page that the disk does not take");
    }

    /** At each call, and whatever fails: readers see whole commits, or are kept out. */
    @Test
    void c3ReadersNeverSeeAPartOfACommit() throws IOException {
        long calls = calls(Options.DEFAULT);
        int[] looks = new int[2];
        for (long at = -1; at < calls; at++) {
            CommitWorld world = new CommitWorld(CommitScript.SIZE);
            CommitScript script = new CommitScript(world);
            try (CommitReader reader = world.reader()) {
                Observer observer = new Observer(reader, script, at, looks);
                world.system.faults().plan(observer);
                script.run();
                failed += script.failure() == null ? 0 : 1;
                world.system.faults().none();
                script.abandon();
                runs++;
            }
        }
        report("what readers see: " + looks[0] + " looks, kept out " + looks[1] + " times");
        assertThat(looks[0]).isGreaterThan(1000);
        assertThat(looks[1]).isGreaterThan(100);
    }

    /** Looks at the file before each call, as a reader would, and lets one call fail. */
    private static final class Observer implements Faults.Plan {
        private final CommitReader reader;
        private final CommitScript script;
        private final long failsAt;
        private final int[] looks;
        private boolean looking;
        private long count;
        private Call failed;

        Observer(
                CommitReader reader,
                CommitScript script,
                long failsAt,
                int[] looks) {
            this.reader = reader;
            this.script = script;
            this.failsAt = failsAt;
            this.looks = looks;
        }

        @Override
        public Fault at(Call call) throws IOException {
            if (looking) {
                return Fault.NONE;
            }
            looking = true;
            try {
                look(call);
            } finally {
                looking = false;
            }
            if (count == failsAt) {
                failed = call;
            }
            return count++ == failsAt && !isLeftOut(script, call)
                    ? Fault.errorAfterwards(OsError.EIO)
                    : Fault.NONE;
        }

        private void look(Call call) throws IOException {
            byte[] seen;
            try (CommitReader.ReadLock lock = reader.readLock(Duration.ZERO);
                    View view = reader.map()) {
                assertThat(lock).isNotNull();
                seen = CommitWorld.bytes(view);
            } catch (CommitInUseException keptOut) {
                looks[1]++;
                return;
            }
            looks[0]++;
            assertThat(script.mayBeSeen(seen))
                    .as("before %s, after the failure of %s", call, failed)
                    .isTrue();
        }
    }

    @Test
    void everyCallIsMetByAFault() throws IOException {
        List<Operation> met = new ArrayList<>();
        CommitWorld world = new CommitWorld(CommitScript.SIZE);
        world.system.faults()
                .plan(
                        call -> {
                            met.add(call.operation());
                            return Fault.NONE;
                        });
        new CommitScript(world).run();
        assertThat(met)
                .contains(
                        Operation.OPEN_ENTRY, Operation.LOCK, Operation.UNLOCK, Operation.FIND,
                        Operation.MAP, Operation.WRITE, Operation.FLUSH, Operation.DISK_WRITE,
                        Operation.DISK_FLUSH, Operation.RESERVE, Operation.CHANGED,
                        Operation.DISCARD, Operation.EXTEND, Operation.REMAP, Operation.REMOVE,
                        Operation.FLUSH_DIRECTORY, Operation.OPEN_TEMPORARY, Operation.UNMAP);
    }
}
