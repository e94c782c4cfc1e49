package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.commit.CommitErrnoPhases.Named;
import io.fileview.commit.CommitErrnoPhases.Phase;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.testing.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Each call of the engine fails with each error, once or from then on, without effect or after it:
 * what was promised survives a power cut, what a call says is true of the disk, readers see whole
 * states, and nothing waits. {@code -Dfileview.errno.all=true} tries all combinations.
 */
@Timeout(value = 290, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitErrnoTest {
    private static final List<OsError> ERRORS =
            List.of(
                    OsError.EIO, OsError.ENOSPC, OsError.ESTALE, OsError.EINTR, OsError.EACCES,
                    OsError.EROFS);
    private static final boolean ALL = Boolean.getBoolean("fileview.errno.all");
    private static final int MOST_LIVES = 4_000;

    /** Of so many combinations one is tried: an emulated machine would need hours for all. */
    private static final int ONE_OF = Integer.getInteger("fileview.errno.one-of", 1);

    /** Which call fails, and how. */
    private record Case(Mode mode, OsError error, boolean once, boolean afterwards, long at) {
        Faults.Plan plan() {
            Fault fault = afterwards ? Fault.errorAfterwards(error) : Fault.error(error);
            return once ? Faults.at(at, fault) : Faults.from(at, fault);
        }

        static List<Case> of(Mode mode, long calls) {
            List<Case> cases = new ArrayList<>();
            for (OsError error : ERRORS) {
                for (int kind = 0; kind < 4; kind++) {
                    for (long at = 0; at < calls; at++) {
                        cases.add(new Case(mode, error, kind % 2 == 0, kind < 2, at));
                    }
                }
            }
            return cases;
        }
    }

    @Test
    void whatASingleCallSaysIsTrueWhateverFails() throws IOException {
        Random random = new Random(Seed.of(CommitErrnoTest.class));
        int runs = 0;
        int failed = 0;
        for (Named phase : CommitErrnoPhases.all()) {
            int ofPhase = 0;
            for (Mode mode : Mode.values()) {
                for (Case one : some(Case.of(mode, calls(phase, mode)), random)) {
                    failed += fails(phase, one, random) ? 1 : 0;
                    ofPhase++;
                }
            }
            System.out.println(phase.name() + ": " + ofPhase + " combinations");
            runs += ofPhase;
        }
        System.out.println(runs + " combinations, " + failed + " with a failure");
        assertThat(failed).isGreaterThan(runs / 2);
    }

    private static List<Case> some(List<Case> cases, Random random) {
        if (ONE_OF == 1) {
            return cases;
        }
        Collections.shuffle(cases, random);
        return cases.subList(0, (cases.size() + ONE_OF - 1) / ONE_OF);
    }

    private static long calls(Named phase, Mode mode) throws IOException {
        Phase good = phase.maker().make(Options.DEFAULT.mode(mode));
        good.world.system.faults().plan(call -> Fault.NONE);
        good.run();
        long calls = good.world.system.faults().count();
        assertThat(good.failed).as(phase.name()).isFalse();
        assertThat(calls).isGreaterThan(5);
        good.end(new Random(0), phase.name());
        return calls;
    }

    private static boolean fails(Named phase, Case one, Random random) throws IOException {
        Phase run = phase.maker().make(Options.DEFAULT.mode(one.mode));
        run.world.system.faults().plan(one.plan());
        String what = phase.name() + ", " + one;
        try {
            run.run();
            run.world.system.faults().none();
            run.end(random, what);
        } catch (AssertionError | IOException | RuntimeException wrong) {
            throw new AssertionError(what + "\n" + run.world.system.faults().log(), wrong);
        }
        return run.failed;
    }

    /** The whole life, which goes on after the failure until the power is cut, at its end or before. */
    @Test
    void aWholeLifeLosesNothingThatWasPromised() throws IOException {
        Random random = new Random(Seed.of(CommitErrnoTest.class));
        List<Case> cases = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            CommitWorld world = new CommitWorld(CommitScript.SIZE, Options.DEFAULT.mode(mode));
            CommitScript script = new CommitScript(world);
            script.run();
            assertThat(script.failure()).isNull();
            cases.addAll(Case.of(mode, world.system.faults().count()));
        }
        int all = cases.size();
        if (!ALL) {
            Collections.shuffle(cases, random);
            cases = cases.subList(0, Math.min(all, MOST_LIVES / ONE_OF));
        }
        int failed = 0;
        for (Case one : cases) {
            failed += lives(one, random) ? 1 : 0;
        }
        System.out
                .println(cases.size() + " of " + all + " combinations of a whole life, " + failed
                        + " with a failure");
        assertThat(failed).isGreaterThan(cases.size() / 2);
    }

    private static boolean lives(Case one, Random random) throws IOException {
        CommitWorld world = new CommitWorld(CommitScript.SIZE, Options.DEFAULT.mode(one.mode));
        CommitScript script = new CommitScript(world);
        long cutAt = random.nextBoolean() ? Long.MAX_VALUE : one.at + 1 + random.nextInt(60);
        Faults.Plan plan = one.plan();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.number() == cutAt) {
                                script.end();
                                return Fault.before(now -> world.system.cutPower(random));
                            }
                            // Growing is not tried with a range that is lost.
                            return script.isGrowingNow() && call.operation() == Operation.REMAP
                                    ? Fault.NONE
                                    : plan.at(call);
                        });
        try {
            script.run();
            world.system.faults().none();
            world.system.cutPower(random);
            script.abandon();
            world.open().close();
            byte[] file = world.file();
            assertThat(cutAt == Long.MAX_VALUE ? script.mayBe(file) : script.mayBeAfterDeath(file))
                    .isTrue();
            assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
        } catch (AssertionError | IOException | RuntimeException wrong) {
            throw new AssertionError(
                    one + ", cut at " + cutAt + "\n" + world.system.faults().log(), wrong);
        }
        return script.failure() != null;
    }
}
